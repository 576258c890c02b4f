/** The wire of a phone in a world of its own: what becomes of each request is drawn from the seed. */

import { ask } from "./pipe.js"

const HTML = { "content-type": "text/html" }
const PROBLEM = { "content-type": "application/problem+json" }

/** How often what happens. On a good line everything passes. */
const BAD = {
  pass: 30,
  lost: 8,
  unheard: 12,
  cut: 8,
  cutAnswer: 4,
  twice: 6,
  portal: 3,
  broken: 4,
  gateway: 3,
  busy: 3,
  silent: 2,
  deaf: 2,
  slow: 4,
}
/** Small pictures and the kit would take the server's time and show nothing new. */
const NO_MATTER = { status: 404, headers: {}, cookies: [], body: new Uint8Array() }

/** @typedef {import("./world.js").World} World */
/** @typedef {import("./exchange.js").Request} Request */
/** @typedef {import("./exchange.js").Answer} Answer */

/**
 * @param {World} world
 * @param {(line: string) => void} trace
 * @param {(phone: any, request: Request, answer: Answer) => void} heard what the server said, whoever hears it
 * @returns {ConstructorParameters<typeof import("./phone.js").Phone>[1]}
 */
export function weather(world, trace, heard) {
  return (phone, request, listener) => {
    let isOff = false
    const fate = fateOf(phone, world)
    const pass = (ms, run) => world.after(ms, () => isOff || run())
    const server = (cut) => {
      const answer = serve(world, request, cut)
      trace(`${phone.name} ${request.method} ${request.path.split("?")[0]} ${fate}: ${answer.status}`)
      heard(phone, request, answer)
      return answer
    }
    const there = world.random.whole(20, 300)
    world.after(there, () => FATES[fate]({ world, request, listener, pass, server }))
    if (request.body) world.after(there / 2, () => isOff || listener.sent?.(request.body.length / 2))
    return () => {
      isOff = true
    }
  }
}

function fateOf(phone, { random }) {
  if (phone.line === "none") return "lost"
  return phone.line === "bad" ? random.weighted(BAD) : "pass"
}

function serve(world, { method, path, headers, body }, cut) {
  if (path.endsWith("/thumb") || path === "/kit") return NO_MATTER
  return ask({ method, path, headers, at: world.now(), cut }, body)
}

const answer = (status, headers, text) => ({
  status,
  headers,
  body: new TextEncoder().encode(text),
  cookies: [],
})

/** A fate has the request in its hands when it has left the phone. */
const FATES = {
  pass: ({ world, listener, pass, server }) => {
    const said = server()
    pass(world.random.whole(20, 300), () => listener.answered(said))
  },
  slow: (way) => way.world.after(way.world.random.whole(1_000, 20_000), () => FATES.pass(way)),
  lost: ({ listener, pass }) => pass(50, () => listener.failed()),
  unheard: ({ listener, pass, server }) => {
    server()
    pass(50, () => listener.failed())
  },
  cut: ({ world, request, listener, pass, server }) => {
    const size = request.body?.length ?? 0
    if (size > 1) server(world.random.whole(1, size - 1))
    pass(50, () => listener.failed())
  },
  cutAnswer: ({ world, listener, pass, server }) => {
    const said = server()
    const some = said.body.subarray(0, world.random.whole(0, said.body.length))
    pass(50, () => listener.answered({ ...said, body: some, isCut: true }))
  },
  twice: (way) => {
    FATES.pass(way)
    if (way.request.body) way.world.after(way.world.random.whole(0, 30_000), () => way.server())
  },
  portal: ({ world, listener, pass }) => {
    const pages = [
      answer(200, HTML, "<p>Wi-Fi</p>"),
      answer(302, { location: "http://portal.test/" }, ""),
      answer(200, { "content-type": "application/json" }, '{"ok":true}'),
      answer(511, HTML, "sign in"),
    ]
    pass(50, () => listener.answered(world.random.one(pages)))
  },
  broken: ({ listener, pass }) =>
    pass(50, () => listener.answered(answer(500, PROBLEM, '{"code":"http.internal"}'))),
  gateway: ({ listener, pass, server }) => {
    server()
    pass(50, () => listener.answered(answer(504, HTML, "<p>Gateway time-out</p>")))
  },
  busy: ({ request, listener, pass }) => {
    const problem = { status: 423, code: "command.busy" }
    const ids = request.path.endsWith("/commands")
      ? JSON.parse(new TextDecoder().decode(request.body)).commands
      : []
    const results = ids.map(({ id }) => ({ id, status: "busy", problem }))
    const body = results.length ? { results } : problem
    pass(50, () => listener.answered(answer(423, PROBLEM, JSON.stringify(body))))
  },
  silent: () => {},
  deaf: ({ server }) => void server(),
}
