import { offerControl } from '../../demo/stand-ins/control.js';
import { type DataverseStandIn, startDataverse } from '../../demo/stand-ins/dataverse/stand-in.js';
import { type EntraStandIn, startEntra } from '../../demo/stand-ins/entra/stand-in.js';
import { clientId, clientSecret, redirectUri } from './test-portal.js';

/** Starts Entra, and Dataverse that accepts the tokens of this Entra, on free ports. */
export async function startStandIns(): Promise<{ entra: EntraStandIn; dataverse: DataverseStandIn }> {
  const dataverse = await startDataverse({ ports: [0, 0, 0], tokens: { jwksUri: () => entra.metadata.jwks_uri } });
  const { resources } = dataverse;
  const entra = await startEntra({ port: 0, clientId, clientSecret, redirectUris: [redirectUri], resources });
  offerControl({ entra, dataverse });
  return { entra, dataverse };
}
