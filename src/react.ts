/**
 * Types only: the tag in JSX, for React 19, which sets properties and hears custom events by itself. The tag is defined by
 * `import 'vcc-dynamics-auth'`.
 */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { HostAttributes, HostProperties, VccDynamicsAuth, VccDynamicsEventMap } from './element.js';

type Listeners = {
  [Type in keyof VccDynamicsEventMap as `on${Type}`]?: (event: VccDynamicsEventMap[Type]) => void;
};

export type VccDynamicsAuthProps = DetailedHTMLProps<HTMLAttributes<VccDynamicsAuth>, VccDynamicsAuth> &
  Partial<HostProperties> &
  HostAttributes &
  Listeners;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'vcc-dynamics-auth': VccDynamicsAuthProps;
    }
  }
}
