import { expect, it } from 'vitest';
import { scriptArgument } from './script-argument.ts';

it.each([
  ['/bin/sh /opt/check', '/opt/check'],
  ['/bin/bash -eu -o pipefail /opt/check /etc/passwd', '/opt/check'],
  ['/bin/dash -- /opt/check', '/opt/check'],
  ['/usr/bin/env -i A=b python3 -u /opt/check.py', '/opt/check.py'],
  ['/usr/bin/python3.11 -W ignore /opt/check.py', '/opt/check.py'],
  ['/usr/bin/perl -w /opt/check.pl', '/opt/check.pl'],
  ['/usr/bin/node --no-warnings /opt/check.js', '/opt/check.js'],
  ['/bin/sh -c /opt/check', null],
  ['/bin/sh -ec /opt/check', null],
  ['/usr/bin/python3 -m http.server /opt', null],
  ['/usr/bin/perl -ne print /etc/hosts', null],
  ['/usr/bin/node --eval /opt/check', null],
  ['/bin/sh check', null],
  ['/bin/sh', null],
  ['/usr/bin/test -e /opt/check', null],
])('%s has the script %s', (command, script) => {
  expect(scriptArgument(command.split(' '))).toBe(script);
});
