/** `node … simulate.js '{"seeds": [1, 2], "edits": {}}'`, started by tests/faults/simulation.py: one line of JSON a seed. */

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
  process.stdout.write(`${JSON.stringify({ seed, faults, events: story.world.events, lines: story.lines })}\n`)
}
