// Runs kernels on V8: node kernels.mjs MODULE.wasm... Each line of input is the number of a module
// and the name of a kernel; each line of output its milliseconds and its checksum.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const modules = process.argv.slice(2).map((file) => new WebAssembly.Module(readFileSync(file)));

for await (const line of createInterface({ input: process.stdin })) {
  const [module, kernel] = line.split(' ');
  const { exports } = new WebAssembly.Instance(modules[module], {});
  const start = performance.now();
  exports[kernel]();
  const millis = performance.now() - start;
  console.log(`${millis} ${new BigUint64Array(exports.memory.buffer, 16, 1)[0]}`);
}
