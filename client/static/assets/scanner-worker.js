// The scanner's only script: reads the square codes in each picture that the page sends, one after the other.
import init, { read } from './scanner.js';

const url = new URL('./scanner_bg.wasm', import.meta.url);
await init({ module_or_path: await fetch(url, { integrity: '{{integrity:scanner_bg.wasm}}' }) });
onmessage = ({ data }) => postMessage(read(data.data, data.width, data.height));
postMessage(null);
