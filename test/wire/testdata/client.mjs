// A client: asks the gateway at the first argument for everything, many at a time,
// with fetch (undici) and with node:http over connections that are kept. The second
// argument says whether the backend echoes.
import http from 'node:http';
import { Readable } from 'node:stream';

const [base, echoes] = [process.argv[2], process.argv[3] === 'true'];

async function expect(what, got, want) {
  if (got !== want) throw new Error(`${what}: ${got.length} characters, want ${want.length}: ${got.slice(0, 80)}`);
}

async function byFetch(i) {
  await expect('fetch /hello', await (await fetch(`${base}/hello`)).text(), 'hello');
  const big = await fetch(`${base}/big`);
  if ((await big.text()).length !== 300 * 1024) throw new Error('fetch /big');
  const head = await fetch(`${base}/hello`, { method: 'HEAD' });
  await expect('fetch HEAD', await head.text(), '');
  if (!echoes) return;
  await expect('fetch /pieces', await (await fetch(`${base}/pieces`)).text(), 'one two three');
  const text = `${i} `.repeat(5000);
  await expect('fetch POST', await (await fetch(`${base}/echo`, { method: 'POST', body: text })).text(), text);
  const stream = Readable.toWeb(Readable.from(['a'.repeat(10), 'b'.repeat(70000), 'c']));
  const streamed = await fetch(`${base}/echo`, { method: 'POST', body: stream, duplex: 'half' });
  await expect('fetch stream', await streamed.text(), 'a'.repeat(10) + 'b'.repeat(70000) + 'c');
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

function byHTTP(path, body) {
  return new Promise((resolve, reject) => {
    const req = http.request(base + path, { method: body === undefined ? 'GET' : 'POST', agent }, (res) => {
      let text = '';
      res.setEncoding('latin1');
      res.on('data', (d) => { text += d; });
      res.on('end', () => resolve(text));
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(body);
  });
}

const jobs = [];
for (let i = 0; i < 20; i++) {
  jobs.push(byFetch(i));
  jobs.push(byHTTP('/hello').then((t) => expect('http /hello', t, 'hello')));
  if (echoes) jobs.push(byHTTP('/echo', 'x'.repeat(i)).then((t) => expect('http POST', t, 'x'.repeat(i))));
}
await Promise.all(jobs);
agent.destroy();
console.log('done');
