// A backend: prints its port when it listens.
import http from 'node:http';

const big = 'n'.repeat(300 * 1024);
const server = http.createServer((req, res) => {
  switch (req.url) {
    case '/hello':
      res.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 5 });
      return res.end('hello');
    case '/big':
      res.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': big.length });
      return res.end(big);
    case '/pieces':
      res.writeHead(200, { 'Content-Type': 'text/plain' });
      res.write('one ');
      res.write('two ');
      return res.end('three');
    case '/echo': {
      const parts = [];
      req.on('data', (d) => parts.push(d));
      return req.on('end', () => {
        const body = Buffer.concat(parts);
        res.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': body.length });
        res.end(body);
      });
    }
  }
  res.writeHead(404);
  res.end();
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
