/** A real line: every request is a connection of its own, and progress is what the socket has taken. */

import { request as connect } from "node:http"

const PIECE = 16_384
let handed = 0

/** Bytes that all requests so far have given to the kernel, those of broken ones included. */
export const handedOver = () => handed

/**
 * @param {string} address of the server, or of a proxy before it
 * @returns {ConstructorParameters<typeof import("./phone.js").Phone>[1]}
 */
export function line(address) {
  const { hostname, port } = new URL(address)
  return (_phone, { method, path, headers, body }, listener) => {
    const length = body ? { "Content-Length": String(body.length) } : {}
    const sending = connect({
      ...{ hostname, port, method, path, agent: false },
      headers: { Connection: "close", ...length, ...headers },
    })
    sending.on("error", () => listener.failed())
    sending.on("close", () => (handed += sending.socket?.bytesWritten ?? 0))
    sending.on("response", (answer) => receive(answer, listener))
    send(sending, body, (bytes) => listener.sent?.(bytes))
    return () => sending.destroy()
  }
}

/** Piece by piece, the next one when the socket has taken the last. */
function send(sending, body, sent) {
  let at = 0
  const next = () => {
    if (!body || at >= body.length) return sending.end()
    const piece = body.subarray(at, at + PIECE)
    sending.write(piece, (error) => {
      if (error) return
      at += piece.length
      sent(at)
      next()
    })
  }
  next()
}

/** @param {import("node:http").IncomingMessage} answer @param {import("./exchange.js").Listener} listener */
function receive(answer, listener) {
  const pieces = []
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    const { "set-cookie": cookies = [], ...headers } = answer.headers
    const body = new Uint8Array(Buffer.concat(pieces))
    listener.answered({
      ...{ status: answer.statusCode ?? 0, headers, body, cookies, isCut: !answer.complete },
    })
  }
  answer.on("data", (piece) => pieces.push(piece))
  answer.on("end", end)
  answer.on("error", end)
  answer.on("close", end)
}
