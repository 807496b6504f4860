export { openBrowser } from './open-browser.js';
