// The page's first script: lets nothing but the project's own scripts become workers, then loads the client and starts it.
import { load } from './load.js';

globalThis.trustedTypes?.createPolicy('default', {
  // Only a script beside this one may be started; everything else is refused by answering nothing.
  createScriptURL: (url) => {
    const asked = new URL(url, location.href);
    return asked.href.startsWith(new URL('./', import.meta.url).href) ? asked.href : null;
  },
});

const client = await load();
client.run_page();
