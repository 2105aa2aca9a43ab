// The element uses the OpenID metadata in the page, which is the stand-in's, in place of login.microsoftonline.com.
const element = document.querySelector('vcc-dynamics-auth');
element.authorityMetadata = JSON.parse(document.getElementById('authority-metadata').textContent);
