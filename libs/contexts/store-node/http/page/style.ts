export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2321, #e9efec);
  --soft: light-dark(#56635e, #9aa9a3);
  --paper: light-dark(#f3f5f2, #141917);
  --sheet: light-dark(#ffffff, #1d2421);
  --edge: light-dark(#c9d2cd, #3b4743);
  --accent: light-dark(#0b6b4f, #5fd3ac);
  --on-accent: light-dark(#ffffff, #06231a);
  --warn: light-dark(#8a4b00, #ffb761);
  --bad: light-dark(#a3231f, #ff9b94);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 34rem;
  font: 1.0625rem/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper);
}
[hidden] { display: none !important; }
header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.25rem 1rem; }
h1 { margin: 0; font-size: 1.5rem; letter-spacing: -0.01em; }
h2 { margin: 0 0 0.25rem; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
p { margin: 0; }
.line { font-weight: 600; color: var(--soft); }
.line::before { content: '●'; margin-right: 0.4em; }
.line.on { color: var(--accent); }
.line.off { color: var(--warn); }
form, section {
  margin-top: 1.25rem; padding: 1.25rem; background: var(--sheet); border: 1px solid var(--edge); border-radius: 0.75rem;
}
label { font-weight: 600; }
.hint { color: var(--soft); }
.field { margin-bottom: 1rem; }
.row { display: flex; gap: 0.5rem; margin-top: 0.35rem; }
input:not([type='checkbox']) {
  width: 100%; margin-top: 0.35rem; padding: 0.7rem 0.8rem; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--edge); border-radius: 0.5rem;
}
.row input { margin-top: 0; }
#amount { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.check { display: flex; gap: 0.5rem; align-items: center; font-weight: 400; }
.check input { width: 1.2rem; height: 1.2rem; accent-color: var(--accent); }
.buttons { display: grid; grid-template-columns: repeat(3, 1fr); gap: 0.5rem; margin-top: 1.25rem; }
.buttons .main { grid-column: 1 / -1; }
button {
  min-height: 3rem; padding: 0.6rem 1rem; font: inherit; font-weight: 600; cursor: pointer; white-space: nowrap;
  color: var(--ink); background: transparent; border: 1px solid var(--edge); border-radius: 0.5rem;
}
button.main, #key-form button { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
button:hover { border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
#answer { border-left: 0.4rem solid var(--accent); }
#answer.declined { border-left-color: var(--bad); }
#answer.declined h2 { color: var(--bad); }
#answer button { margin-top: 1rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.2rem 1rem; margin: 0.75rem 0 0; font-size: 0.9375rem; }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
footer { margin-top: 1.25rem; }
@media (max-width: 26rem) { .buttons { grid-template-columns: 1fr 1fr; } }
`;
