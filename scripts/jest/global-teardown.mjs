export default async function tearDown() {
  await globalThis.countersignTestServers?.close();
}
