export { publishedLanguage } from './published-language.js';
