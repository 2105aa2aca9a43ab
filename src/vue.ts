/**
 * Types only: the tag in Vue 3 templates. The tag is defined by `import 'vcc-dynamics-auth'`; tell the compiler that it is
 * a custom element: `isCustomElement: (tag) => tag === 'vcc-dynamics-auth'`.
 */
import type { HTMLAttributes, ReservedProps } from 'vue';
import type { HostAttributes, HostProperties, VccDynamicsAuth, VccDynamicsEventMap } from './element.js';

/** `@vcc-dynamics-linked` in a template is the property `onVccDynamicsLinked` to the type checker. */
type Listeners = {
  [Type in keyof VccDynamicsEventMap as Type extends `vcc-dynamics-${infer Name}`
    ? `onVccDynamics${Capitalize<Name>}`
    : never]?: (event: VccDynamicsEventMap[Type]) => void;
};

export type VccDynamicsAuthProps = ReservedProps &
  HTMLAttributes &
  Partial<HostProperties> &
  HostAttributes &
  Listeners;

declare module 'vue' {
  interface GlobalComponents {
    'vcc-dynamics-auth': new () => VccDynamicsAuth & { $props: VccDynamicsAuthProps };
  }
}
