import type { PackageFacts } from './package-facts.ts';
import { afterInstallFaults, controlFaults, desktop, fuses, licences, tapProgram } from './package-system.ts';
import { agentArchives, packedCode, selfContained } from './packed-code.ts';
import { tryCommandLine } from './try-command-line.ts';

/** One statement about the package: its name, and what is wrong, or nothing. */
export interface Expectation {
  name: string;
  faults(): string[] | Promise<string[]>;
}

export function expectations(facts: PackageFacts): Expectation[] {
  const about = (
    name: string,
    faults: (facts: PackageFacts) => string[] | Promise<string[]>,
  ): Expectation => ({
    name,
    faults: () => faults(facts),
  });
  return [
    about('control fields and dependencies', ({ deb, version }) => controlFaults(deb.control, version)),
    about('app.asar holds the build and nothing else', packedCode),
    about('the bundles need no node_modules', selfContained),
    about('agent archives, as their index says', agentArchives),
    about('the tap starts from its place', tapProgram),
    about('`tandem` runs commands for an ordinary user, without any other Node', tryCommandLine),
    about(
      'after the installation: the default part, then one capability, on the tap',
      ({ deb, defaultAfterInstall }) => afterInstallFaults(deb.afterInstall, defaultAfterInstall),
    ),
    about('desktop entry and icons', desktop),
    about('licences', licences),
    about('fuses of the (stand-in) Electron', fuses),
  ];
}
