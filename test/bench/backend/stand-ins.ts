import { startStandIns } from '../../support/stand-ins.js';

// The stand-ins that check what they are sent, in a process of their own.
const { entra, dataverse } = await startStandIns();
const { authority, metadata } = entra;
const { discoveryUrl, hosts } = dataverse;
process.send?.({ authority, metadata, discoveryUrl, hosts: hosts.map(({ source }) => source) });
process.once('disconnect', () => process.exit());
