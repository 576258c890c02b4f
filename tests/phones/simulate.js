/** `node … simulate.js '{"seeds": [1, 2], "edits": {}}'`, started by tests/faults/simulation.py: tells each through the pipe. */

import { act } from "./pipe.js"
import { Story } from "./story.js"

const { seeds, edits = {} } = JSON.parse(process.argv[2])

for (const seed of seeds) {
  const story = new Story(seed, edits)
  let faults
  try {
    faults = await story.tell()
  } catch (error) {
    faults = [`broken: ${error instanceof Error ? error.stack : error}`]
  }
  const { lines, world } = story
  act("told", world.now(), { seed, faults, lines, events: world.events })
}
