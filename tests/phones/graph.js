/**
 * The app's modules, as often as one likes: each start of the app is a graph of its own whose modules find the globals
 * of their page instead of Node's. Needs `node --experimental-vm-modules`.
 */

import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { SourceTextModule } from "node:vm"

const ROOT = fileURLToPath(new URL("../../static/js/", import.meta.url))

/** What the app takes from its page. */
const GLOBALS = [
  "BroadcastChannel",
  "CustomEvent",
  "Date",
  "Math",
  "XMLHttpRequest",
  "addEventListener",
  "clearTimeout",
  "crypto",
  "dispatchEvent",
  "document",
  "fetch",
  "globalThis",
  "indexedDB",
  "location",
  "navigator",
  "setTimeout",
]
// On the first line, so that the lines keep their numbers.
const HEAD = `const { ${GLOBALS.join(", ")} } = import.meta.page; `

/**
 * @typedef {Record<string, [string, string][]>} Edits path of a module → pieces of its text, each with what stands there
 *   instead; a piece must be there, once
 */

/** @type {Map<string, {text: string, compiled?: Buffer}>} */
const sources = new Map()

/**
 * @param {Record<string, unknown>} page the globals; also its own `globalThis`
 * @param {Edits} [edits] safeguards switched off
 * @returns {(path: string) => Promise<Record<string, any>>} loads a module of static/js by its path
 */
export function graph(page, edits = {}) {
  /** @type {Map<string, SourceTextModule>} */
  const modules = new Map()
  const everything = { ...page, globalThis: page }

  function module(path) {
    if (!modules.has(path)) modules.set(path, made(path, edits[path], everything))
    return modules.get(path)
  }

  return async (path) => {
    const wanted = module(path)
    if (wanted.status === "unlinked")
      await wanted.link((name, from) => module(join(dirname(from.identifier), name)))
    if (wanted.status === "linked") await wanted.evaluate()
    return wanted.namespace
  }
}

function made(path, edits, page) {
  const source = sourceOf(path, edits)
  const initializeImportMeta = (meta) => {
    meta.page = page
    meta.url = pathToFileURL(join(ROOT, path)).href
  }
  const module = new SourceTextModule(source.text, {
    identifier: path,
    cachedData: source.compiled,
    initializeImportMeta,
  })
  source.compiled ??= module.createCachedData()
  return module
}

function sourceOf(path, edits = []) {
  const key = JSON.stringify([path, edits])
  if (!sources.has(key)) {
    sources.set(key, { text: HEAD + edits.reduce(edited, readFileSync(join(ROOT, path), "utf8")) })
  }
  return sources.get(key)
}

/** @param {string} text @param {[string, string]} edit */
function edited(text, [piece, instead]) {
  if (text.split(piece).length !== 2) throw new Error(`this does not stand there once: ${piece}`)
  return text.replace(piece, () => instead)
}
