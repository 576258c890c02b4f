/** Which browser this is, as far as it matters for keeping things: chat apps' own browsers lose them. Pure. */

/** Signs of browsers inside other apps. */
const INSIDE = /MicroMessenger|DingTalk|AliApp|QQ\/|Weibo|Lark|Feishu|wxwork|aweme|; wv\)/i

/**
 * @param {string} agent
 * @returns {boolean} whether it is the built-in browser of another app
 */
export function isInsideAnotherApp(agent) {
  return INSIDE.test(agent)
}

/**
 * @param {string} agent
 * @returns {boolean} an iPhone or iPad, where only the share menu puts an app onto the home screen
 */
export function isApple(agent) {
  return /iPhone|iPad|iPod/.test(agent)
}
