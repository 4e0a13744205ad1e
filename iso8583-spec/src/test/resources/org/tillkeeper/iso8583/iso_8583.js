// Packs each message given as JSON a line, and unpacks each frame given as hex a line, with npm iso_8583.
const Iso8583 = require('iso_8583');

for (const line of require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const result = line.startsWith('{')
    ? new Iso8583(JSON.parse(line)).getBufferMessage()
    : new Iso8583().getIsoJSON(Buffer.from(line, 'hex'));
  console.log(Buffer.isBuffer(result) ? result.toString('hex').toUpperCase() : JSON.stringify(result));
}
