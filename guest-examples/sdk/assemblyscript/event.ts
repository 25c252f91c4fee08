/**
 * Runs the handler of an event other than `fetch`: `export function alarm(): void { run(ring) }`.
 * Then collects what it left in memory: nothing of an event is on the stack any more.
 */
export function run(handler: () => void): void {
  handler();
  __collect();
}
