// The worker's only script: loads the same client as the page and runs its engine.
import { load } from './load.js';

const client = await load();
client.start_worker();
