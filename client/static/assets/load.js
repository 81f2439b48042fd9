// Loads the client's Wasm, in the page or in a worker, and refuses one that is not the one this bundle was made with.
import init, * as client from './client.js';

// Integrity of an import covers the scripts only, so the Wasm is checked as it is fetched: with `integrity` the answer
// arrives only when its hash is right.
export async function load() {
  const url = new URL('./client_bg.wasm', import.meta.url);
  await init({ module_or_path: await fetch(url, { integrity: '{{integrity:client_bg.wasm}}' }) });
  return client;
}
