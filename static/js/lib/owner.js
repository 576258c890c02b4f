/**
 * Whose page this is: the person and role it was made for. Another tab may have signed somebody else in meanwhile, and
 * nobody's work may go out under another's name.
 * @returns {Record<string, string>} headers for every request that writes
 */
export function ownerHeaders() {
  const { person, membership } = globalThis.document?.documentElement?.dataset ?? {}
  /** @type {Record<string, string>} */
  const headers = {}
  if (person) headers["X-Xungai-Person"] = person
  if (membership) headers["X-Xungai-Membership"] = membership
  return headers
}
