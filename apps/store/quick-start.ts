import type { RunningStore } from './store.js';

/** What somebody needs who has just started a node: where it is, its till key, and three lines to try it with. */
export function quickStart({ url, tillKey, name, storeId, hub, currency }: RunningStore): string {
  const post = (path: string, body: string) =>
    `curl -sw '\\n' ${url}${path} -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d ${body}`;
  const request = `"till":"till-1","requestId":"'$(date +%s%N)'"`;
  return `
Store     ${name} (${storeId})
Hub       ${hub}
Till      ${url}/#key=${tillKey}
Till key  ${tillKey}

KEY=${tillKey}; CARD=<id of a card>
curl -sw '\\n' ${url}/v1/cards/$CARD -H "Authorization: Bearer $KEY"
${post('/v1/redemptions', `'{${request},"cardId":"'$CARD'","minor":850,"currency":"${currency}","allowPartial":true}'`)}
curl -sw '\\n' ${url}/status -H "Authorization: Bearer $KEY"
`;
}
