import { type DynamicsStandIn, startDynamics } from '../../demo/stand-ins/dynamics.js';
import { type EntraStandIn, startEntra } from '../../demo/stand-ins/entra.js';
import { clientId, clientSecret, redirectUri } from './test-portal.js';

/** Starts Entra and Dynamics 365, which accepts the tokens of this Entra, on free ports. */
export async function startStandIns(): Promise<{ entra: EntraStandIn; dynamics: DynamicsStandIn }> {
  let jwksUri = '';
  const dynamics = await startDynamics({ ports: [0, 0, 0], tokens: { jwksUri: () => jwksUri } });
  const { resources } = dynamics;
  const entra = await startEntra({ port: 0, clientId, clientSecret, redirectUris: [redirectUri], resources });
  jwksUri = entra.metadata.jwks_uri;
  return { entra, dynamics };
}
