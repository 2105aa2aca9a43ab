import { html, LitElement } from 'lit';

// The least that an element made with Lit does for the same: it asks the same resource, and draws a heading, a text and a button.
class BareElement extends LitElement {
  static properties = { status: { state: true } };

  async connectedCallback() {
    super.connectedCallback();
    const response = await fetch('/api/dynamics-link', { headers: { Accept: 'application/json' } });
    this.status = (await response.json()).status;
  }

  render() {
    if (!this.status) return html`<p>Loading</p>`;
    return html`<h2>Dynamics 365</h2><p>${this.status}</p><button type="button">Link</button>`;
  }
}

customElements.define('bare-element', BareElement);
