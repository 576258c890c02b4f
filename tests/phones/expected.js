/** Which refusals a story explains: by what others did meanwhile, and how the ticket stood at that moment. */

const FROM = {
  "ticket.submit": ["open", "on_hold"],
  "ticket.witness": ["open"],
  "ticket.return": ["submitted"],
  "ticket.close": ["submitted"],
}

/**
 * @typedef {object} Case
 * @property {{name: string, args: Record<string, any>}} envelope
 * @property {{state: string, version: number} | undefined} now the ticket
 * @property {boolean} hasMoved the office gave it to others at some time
 * @property {boolean} changedRole the person acted in other roles, or in none, at some time
 */

/** @type {Record<string, (given: Case) => boolean>} */
const REASONS = {
  "ticket.stale": ({ envelope, now }) => now !== undefined && now.version > Number(envelope.args.version),
  "state.not_from_here": ({ envelope, now }) =>
    now !== undefined && !FROM[envelope.name]?.includes(now.state),
  "ticket.moved_away": ({ hasMoved }) => hasMoved,
  // Its opening was refused or thrown away, or it went out of sight.
  "http.not_found": ({ now, hasMoved, changedRole }) => now === undefined || hasMoved || changedRole,
  "auth.forbidden": ({ changedRole }) => changedRole,
}

/** @param {string} code @param {Case} given @returns {boolean} */
export function isExplained(code, given) {
  return REASONS[code]?.(given) ?? false
}
