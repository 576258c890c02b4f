/**
 * Calls the phone's own pieces for tests/shell/test_two_hands.py: a list of [name, arguments] on standard input, the answers on
 * standard output. An argument {"piece": [name, arguments]} is the answer of another call.
 */

import { text } from "node:stream/consumers"
import * as lights from "../../static/js/domain/lights.js"
import * as pieces from "../../static/js/domain/pieces.js"
import { Safe } from "../../static/js/lib/html.js"
import { FINISHED_KEPT_DAYS, isUnfinished } from "../../static/js/store/records.js"

const finishedKeptDays = () => FINISHED_KEPT_DAYS
const known = { ...lights, ...pieces, isUnfinished, finishedKeptDays }

/** @param {[string, unknown[]]} call */
function call([name, args]) {
  return known[name](...args.map(argument))
}

/** @param {any} value */
function argument(value) {
  if (Array.isArray(value)) return value.map(argument)
  if (value?.piece) return call(value.piece)
  if (value?.constructor !== Object) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, argument(each)]))
}

const answers = JSON.parse(await text(process.stdin)).map(call)
process.stdout.write(JSON.stringify(answers.map((each) => (each instanceof Safe ? each.text : each))))
