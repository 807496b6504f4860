/** Runs in the browser, as it is. */
export const SCRIPT = `'use strict';
const $ = (id) => document.getElementById(id);
const till = 'browser-' + random(4);
let key = new URLSearchParams(location.hash.slice(1)).get('key') || sessionStorage.getItem('till-key') || '';
let currency = 'EUR';
let undoable;
/** A hold that can be captured or released: what names it. */
let held;
/** Asked, and not answered: nobody knows whether it was done. */
let unanswered;

function random(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
const format = () => new Intl.NumberFormat(undefined, { style: 'currency', currency });
const minorPerUnit = () => 10 ** format().resolvedOptions().maximumFractionDigits;
const money = (minor) => format().format(minor / minorPerUnit());
function age(ms) {
  if (ms > 1e14) return 'unknown';
  if (ms < 60_000) return Math.round(ms / 1000) + ' s';
  return ms < 3_600_000 ? Math.round(ms / 60_000) + ' min' : Math.round(ms / 3_600_000) + ' h';
}

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { Authorization: 'Bearer ' + key, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (response.status === 401) askForKey();
  return { ok: response.ok, body: await response.json() };
}

function rows(list, entries) {
  list.replaceChildren(
    ...entries.flatMap(([term, value]) => {
      const [dt, dd] = [document.createElement('dt'), document.createElement('dd')];
      dt.textContent = term;
      dd.textContent = value;
      return [dt, dd];
    }),
  );
}

function askForKey() {
  sessionStorage.removeItem('till-key');
  $('key-form').hidden = false;
  $('till').hidden = true;
  $('line').textContent = 'The till is closed';
  $('key').focus();
}

function show(isApproved, title, text, rests) {
  $('answer').hidden = false;
  $('answer').className = isApproved ? '' : 'declined';
  $('answer-title').textContent = title;
  $('answer-text').textContent = text;
  rows($('answer-rests'), rests);
  $('undo').hidden = !undoable;
  $('capture').hidden = $('release').hidden = !held;
}

function showAnswer(what, { ok, body }) {
  if (!ok) {
    undoable = undefined;
    const line = body.onLine === undefined ? [] : [['Line', body.onLine ? 'on line' : 'off line']];
    if (body.why && body.why.code === 'not-covered') return showNotCovered(body, line);
    return show(false, body.title || 'That did not work', body.why ? '' : body.detail || '', line);
  }
  const rests = body.restsOn;
  const takes = rests.backedMinor + rests.unbackedMinor > 0;
  const due = body.dueMinor > 0 ? money(body.dueMinor) + ' is still to be paid. ' : '';
  const left = body.balanceMinor === undefined ? '' : 'On the card: ' + money(body.balanceMinor) + '.';
  show(true, what + ' ' + (body.approvedMinor ? money(body.approvedMinor) : ''), due + left, [
    ...(takes ? [['Set aside for this store', money(rests.backedMinor)]] : []),
    ...(takes ? [["At the store's own risk", money(rests.unbackedMinor)]] : []),
    ['What is known is', age(rests.knowledgeAgeMs) + ' old'],
    ['Line', rests.onLine ? 'on line' : 'off line'],
    ...(body.authorizationCode ? [['Authorization', body.authorizationCode]] : []),
  ]);
}

const LIMITS = {
  balance: 'There is not more on the card, as far as this store knows.',
  policy: 'Of this card the store may take what is set aside for it, and no more.',
  'per-redemption': "That is more than the store may take at once at its own risk.",
  'per-card': 'The store has taken of this card at its own risk what it may, until the hub has heard of it.',
  'risk-budget': "The store's own risk is used up, until the hub has heard of it.",
  'optimistic-budget': 'The store has taken what it may, until the hub has heard of it.',
  'knowledge-age': 'The hub was not heard for too long: only what is set aside for this store can be taken.',
};

const elsewhere = (card) => (card.setAsideElsewhere || []).map(({ store, minor }) => ['Set aside at ' + store, money(minor)]);

/** What other stores have set aside the hub has asked them for, when there is a line. */
async function showNotCovered({ title, why, onLine }, line) {
  const { ok, body } = await call('GET', '/v1/cards/' + encodeURIComponent($('card').value.trim()));
  const parked = ok ? elsewhere(body) : [];
  const again = onLine && parked.length > 0 ? ' Other stores are asked for what they have: try again in a moment.' : '';
  show(false, title, (LIMITS[why.limit] || '') + again, [
    ['Could be approved', money(why.approvableMinor)],
    ['Set aside for this store', money(why.backedMinor)],
    ...parked,
    ...line,
  ]);
}

function showBalance({ ok, body }) {
  if (!ok) return show(false, body.title, body.detail, []);
  const state = body.isBlocked ? 'Blocked' : body.isActive ? 'Active' : 'Not active yet';
  show(!body.isBlocked, money(body.balanceMinor), state, [
    ['Held', money(body.heldMinor)],
    ['Set aside for this store', money(body.setAsideMinor)],
    ...elsewhere(body),
    ['What is known is', age(body.knowledgeAgeMs) + ' old'],
    ['Line', body.onLine ? 'on line' : 'off line'],
  ]);
}

const amountMinor = () => Math.round(Number($('amount').value.replace(',', '.')) * minorPerUnit());

async function act(action) {
  const cardId = $('card').value.trim();
  unanswered = undoable = undefined;
  if (action === 'balance') return showBalance(await call('GET', '/v1/cards/' + encodeURIComponent(cardId)));
  held = undefined;
  const request = { till, requestId: random(12), cardId };
  if (action === 'activate') return showAnswer('Activated', await call('POST', '/v1/activations', request));
  if (action === 'block') {
    return showAnswer('Blocked', await call('POST', '/v1/blocks', { ...request, reason: 'Blocked at the till' }));
  }
  const amount = { ...request, minor: amountMinor(), currency };
  unanswered = request.requestId;
  if (action === 'load') return showAnswer('Loaded', await call('POST', '/v1/loads', amount));
  if (action === 'hold') {
    const answer = await call('POST', '/v1/holds', amount);
    held = answer.ok ? answer.body.factId : undefined;
    return showAnswer('Held', answer);
  }
  const answer = await call('POST', '/v1/redemptions', { ...amount, allowPartial: $('partial').checked });
  undoable = answer.ok ? request.requestId : undefined;
  return showAnswer('Redeemed', answer);
}

/** Of a hold, what the amount says is captured, and without an amount all of it. */
async function endHold(how) {
  const isCapture = how === 'captures';
  const request = { till, requestId: random(12), ...(isCapture && $('amount').value && { minor: amountMinor() }) };
  unanswered = request.requestId;
  undoable = undefined;
  const answer = await call('POST', '/v1/holds/' + held + '/' + how, request);
  if (answer.ok) held = undefined;
  undoable = answer.ok && isCapture ? request.requestId : undefined;
  return showAnswer(isCapture ? 'Captured' : 'Released', answer);
}

async function refresh() {
  if (key === '') return;
  try {
    const { ok, body } = await call('GET', '/status');
    if (!ok) return;
    currency = body.currency;
    $('currency').textContent = currency;
    $('store').textContent = body.store.name;
    document.title = body.store.name + ' till';
    $('line').className = 'line ' + (body.onLine ? 'on' : 'off');
    $('line').textContent = body.unfit || body.isEnded ? 'This store may not trade' : body.onLine ? 'On line' : 'Off line';
    rows($('facts'), [
      ['Waiting to be sent', String(body.waitingFacts)],
      ['Risk left', money(body.riskLeftMinor)],
      ['What is known is', age(body.knowledgeAgeMs) + ' old'],
      ['Hub', body.hub],
      ...(body.unfit ? [['Closed, because', body.unfit]] : []),
      ...(body.trouble ? [['The line', body.trouble]] : []),
    ]);
    $('key-form').hidden = true;
    $('till').hidden = false;
    sessionStorage.setItem('till-key', key);
  } catch {
    $('line').className = 'line off';
    $('line').textContent = 'The node does not answer';
  }
}

async function attempt(work) {
  try {
    await work();
    unanswered = undefined;
  } catch (error) {
    undoable = unanswered;
    const text = unanswered ? 'Nobody knows whether it was done: undo it before you ask again.' : 'Ask again in a moment.';
    show(false, 'The node does not answer', text, []);
  }
  await refresh();
}

$('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  key = $('key').value.trim();
  void refresh();
});
$('till').addEventListener('submit', (event) => {
  event.preventDefault();
  const action = event.submitter ? event.submitter.value : 'redeem';
  if (!$('card').value.trim() || (!$('amount').value && ['redeem', 'hold', 'load'].includes(action))) {
    return $($('card').value.trim() ? 'amount' : 'card').focus();
  }
  void attempt(() => act(action));
});
$('capture').addEventListener('click', () => void attempt(() => endHold('captures')));
$('release').addEventListener('click', () => void attempt(() => endHold('releases')));
$('undo').addEventListener('click', () => {
  const requestId = undoable;
  undoable = undefined;
  unanswered = requestId;
  void attempt(async () => showAnswer('Undone:', await call('POST', '/v1/annulments', { till, requestId })));
});
if (location.hash) history.replaceState(null, '', location.pathname);
if (key === '') askForKey();
void refresh();
setInterval(refresh, 2_000);
`;
