// The page's first script. It takes the link's secret out of the address, checks that the browser can do what is needed,
// lets nothing but the project's own scripts become workers, then loads the client and starts it.

// Before anything else: what follows the # may be an invite key, and addresses are kept, shown and shared.
const fragment = location.hash;
if (fragment) history.replaceState(history.state, '', location.pathname);

globalThis.marramAssets = new URL('./', import.meta.url).href;
globalThis.trustedTypes?.createPolicy('default', {
  // Only a script beside this one may be started; everything else is refused by answering nothing.
  createScriptURL: (url) => {
    const asked = new URL(url, location.href);
    return asked.href.startsWith(globalThis.marramAssets) ? asked.href : null;
  },
});

// Starting a worker reads `type` only where module workers are known. The worker is ended before it has done anything.
function modulesInWorkers() {
  let read = false;
  const options = { get type() { read = true; return 'module'; } };
  try {
    new Worker(`${globalThis.marramAssets}worker.js`, options).terminate();
  } catch {
    // Refused for another reason: the client meets it again and says so.
  }
  return read;
}

const needed = {
  'WebAssembly': () => typeof WebAssembly === 'object',
  'a secure connection (https)': () => globalThis.isSecureContext,
  'Web Locks': () => Boolean(navigator.locks),
  'IndexedDB': () => Boolean(globalThis.indexedDB),
  'module workers': () => typeof Worker === 'function' && modulesInWorkers(),
};

function say(id, words) {
  document.getElementById('loading').hidden = true;
  const element = document.getElementById(id);
  element.hidden = false;
  if (words) element.textContent = words;
}

const missing = Object.keys(needed).filter((name) => !needed[name]());
if (missing.length > 0) {
  say('unsupported');
  say('missing', missing.join(', '));
} else {
  try {
    const { load } = await import('./load.js');
    const client = await load();
    client.run_page(fragment);
  } catch (error) {
    console.error(error);
    say('failed');
  }
}
