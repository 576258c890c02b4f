/** What stands before worker.js in /sw.js, and what a worker has that a page has not. */
declare const VERSION: string
declare const PRECACHE: string[]
declare const KILL: boolean | undefined

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void
}

interface Fetching extends Waiting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

interface Heard extends Waiting {
  readonly data: { type: string; version: string; body: string } | null
  readonly ports: readonly MessagePort[]
}

interface Page {
  postMessage(message: unknown): void
}

interface WorkerScope {
  readonly clients: { claim(): Promise<void>; matchAll(options: object): Promise<Page[]> }
  readonly registration: ServiceWorkerRegistration
  skipWaiting(): Promise<void>
  addEventListener(type: "install" | "activate" | "sync", listener: (event: Waiting) => void): void
  addEventListener(type: "message", listener: (event: Heard) => void): void
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void
}
