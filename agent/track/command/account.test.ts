import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findAccount } from './account.ts';

const directory = mkdtempSync(join(tmpdir(), 'account-'));
const files = { passwd: join(directory, 'passwd'), group: join(directory, 'group') };
afterAll(() => rmSync(directory, { recursive: true }));

writeFileSync(
  files.passwd,
  'root:x:0:0:root:/root:/bin/bash\nwatch:x:991:990:Checks:/var/lib/watch:/bin/sh\nbroken:x::\n',
);
writeFileSync(
  files.group,
  'root:x:0:\nadm:x:4:syslog,watch\nwatch:x:990:watch\nssl:x:110:watch\nother:x:5:watching\n',
);

describe('findAccount', () => {
  it('has the ids, the home and the further groups', () => {
    const watch = { name: 'watch', uid: 991, gid: 990, groups: [4, 110], home: '/var/lib/watch' };
    expect(findAccount('watch', files)).toEqual(watch);
    expect(findAccount('root', files)).toMatchObject({ uid: 0, gid: 0, groups: [] });
  });

  it('knows nobody else', () => {
    expect(findAccount('nobody', files)).toBeNull();
    expect(findAccount('broken', files)).toBeNull();
    expect(findAccount('root', { ...files, passwd: join(directory, 'nowhere') })).toBeNull();
  });
});
