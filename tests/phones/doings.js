/** What somebody in a story does with the app. */

const KINDS = ["A1-08", "B2-01"]
/** In which of the two villages: villagers open problems of their own only, departments none. */
const OPENS = { xuncha1: [0, 1], xuncha2: [0, 1], qinglong: [0], baishi: [1], zhenban: [0, 1] }
/** Steps, with what their forms ask for. */
const VERBS = {
  "ticket.submit": {},
  "ticket.close": {},
  "ticket.return": { reason_code: "half_done" },
  "ticket.witness": { fixed_by: "刘志强" },
}
const SIZES = [500, 500, 40_000]
/** How many photos, as often as they stand here. */
const COUNTS = [0, 0, 1, 2]

/**
 * @param {import("./owner.js").Owner} owner of the phone
 * @param {import("./page.js").Page} page
 * @returns {Record<string, () => Promise<unknown>>}
 */
export function doings({ story, hands, login }, page) {
  const { random } = story
  const mine = hands.diary.filter((deed) => deed.person === page.session.person && !deed.thrown)
  const photos = () => Array.from({ length: random.one(COUNTS) }, () => random.one(SIZES))
  const tickets = async () => (await page.load("store/records.js")).allTickets()

  return {
    async look() {},

    async open() {
      if (!OPENS[login]) return
      const village = story.villages[random.one(OPENS[login])]
      await hands.open(page, { village, kind: random.one(KINDS), photos: photos() })
    },

    async step() {
      const steps = (await tickets()).flatMap((ticket) =>
        ticket.may.filter((name) => name in VERBS).map((name) => ({ ticket, name })),
      )
      if (!steps.length) return
      const { ticket, name } = random.one(steps)
      // Who does not answer for it enters what came on paper.
      const more = name === "ticket.submit" && !ticket.mine ? { channel: "paper" } : VERBS[name]
      await hands.step(page, name, ticket, takesPhotos(name) ? photos() : [], more)
    },

    async remark() {
      const ids = [...(await tickets()).map(({ id }) => id), ...mine.map(({ ticket }) => ticket)]
      if (ids.length) await hands.step(page, "ticket.comment", { id: random.one(ids) }, photos())
    },

    async edit() {
      if (!mine.length) return
      const deed = random.one(mine.slice(-3))
      const add = takesPhotos(deed.name) ? photos() : []
      await hands.edit(page, deed, { add, drop: random.whole(0, 1) })
    },

    async away() {
      if (mine.length) await hands.throwAway(page, mine.at(-1))
    },
  }
}

/** @param {string} name of a command */
const takesPhotos = (name) => name !== "ticket.return"
