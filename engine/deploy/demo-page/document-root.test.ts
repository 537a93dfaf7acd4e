import { expect, it } from 'vitest';
import { documentRootOf } from './document-root.ts';

const debian = `
user www-data;
http { include /etc/nginx/mime.types; server_tokens off; include /etc/nginx/sites-enabled/*; }
# Default server configuration { root /nowhere; }
server {
	listen 80 default_server;
	listen [::]:80 default_server;
	root /var/www/html;
	index index.html;
	server_name _;
	location / { try_files $uri $uri/ =404; }
	location ~ \\.php$ { root /srv/php; }
}`;

it.each([
  ['Debian’s package', debian, '/var/www/html'],
  [
    'nginx.org’s package',
    'server { listen 80; location / { root   /usr/share/nginx/html; } }',
    '/usr/share/nginx/html',
  ],
  ['a root with a space', 'server { root "/srv/my site"; }', '/srv/my site'],
  [
    'the default server before the first',
    'server { listen 80; root /first; } server { listen *:80 default_server; root /default; }',
    '/default',
  ],
  [
    'not the one for TLS',
    'server { listen 443 ssl default_server; root /tls; } server { listen 10.0.0.1; root /a; }',
    '/a',
  ],
  ['not another port', 'server { listen 8080; root /other; }', null],
  ['no path with variables', 'server { listen 80; root /srv/$host; }', null],
  ['no path below the prefix', 'server { listen 80; root html; }', null],
  [
    'none that only passes on',
    'server { listen 80; location / { proxy_pass http://127.0.0.1:3000; } }',
    null,
  ],
  ['nothing of what is no configuration', '}}} server {; "', null],
])('finds %s', (_, conf, root) => {
  expect(documentRootOf(conf)).toBe(root);
});
