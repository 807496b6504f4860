export const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Countersign till</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/till.css">
    <script src="/till.js" defer></script>
  </head>
  <body>
    <header>
      <h1 id="store">Till</h1>
      <p id="line" class="line" role="status" aria-live="polite">…</p>
    </header>
    <main>
      <form id="key-form" hidden>
        <label for="key">Till key</label>
        <p class="hint" id="key-hint">It was printed when the node started.</p>
        <div class="row">
          <input id="key" type="password" autocomplete="off" required aria-describedby="key-hint">
          <button type="submit">Open the till</button>
        </div>
      </form>
      <form id="till" hidden>
        <div class="field">
          <label for="card">Card</label>
          <input id="card" autocomplete="off" spellcheck="false" required
            pattern="[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}" title="The card's id, a UUID">
        </div>
        <div class="field">
          <label for="amount">Amount <span id="currency"></span></label>
          <input id="amount" inputmode="decimal" autocomplete="off" pattern="[0-9]{1,7}([.,][0-9]{1,2})?"
            title="An amount such as 8.50">
        </div>
        <label class="check"><input id="partial" type="checkbox" checked> Less will do, the rest is paid otherwise</label>
        <div class="buttons">
          <button type="submit" class="main" value="redeem">Redeem</button>
          <button type="submit" value="hold">Hold</button>
          <button type="submit" value="load">Load cash</button>
          <button type="submit" value="balance" formnovalidate>Balance</button>
          <button type="submit" value="activate" formnovalidate>Activate</button>
          <button type="submit" value="block" formnovalidate>Block</button>
        </div>
      </form>
      <section id="answer" aria-live="assertive" hidden>
        <h2 id="answer-title"></h2>
        <p id="answer-text"></p>
        <dl id="answer-rests"></dl>
        <button type="button" id="capture" hidden>Capture</button>
        <button type="button" id="release" hidden>Release</button>
        <button type="button" id="undo" hidden>Undo</button>
      </section>
    </main>
    <footer>
      <dl id="facts"></dl>
    </footer>
  </body>
</html>
`;
