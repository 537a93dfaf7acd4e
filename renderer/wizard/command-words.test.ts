import { expect, test } from 'vitest';
import { commandText, commandWords } from './command-words.ts';

test('words are quoted as a shell needs it', () => {
  expect(commandText(['systemctl', 'enable', 'tandem-agent.service'])).toBe(
    'systemctl enable tandem-agent.service',
  );
  expect(commandText(['sh', '-c', "echo it's $HOME", ''])).toBe(`sh -c 'echo it'\\''s $HOME' ''`);
});

test.each<[string, string[]]>([
  ['', []],
  ['  --fast   -n 3 ', ['--fast', '-n', '3']],
  [`--text 'two words' ""`, ['--text', 'two words', '']],
  [`--text="two words"x`, ['--text=two wordsx']],
  [String.raw`"say \"hi\" \n" a\ b \\`, [String.raw`say "hi" \n`, 'a b', '\\']],
  [`'$HOME' "$(id)" 'it'\\''s'`, ['$HOME', '$(id)', "it's"]],
])('%s', (text, words) => {
  expect(commandWords(text)).toEqual(words);
  expect(commandWords(commandText(words))).toEqual(words);
});

test.each([`'open`, `a "open`, `a'b`, 'end\\'])('%s is not whole', (text) => {
  expect(commandWords(text)).toBeNull();
});
