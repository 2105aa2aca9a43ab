// In place of https://login.microsoftonline.com the element talks to the stand-in that the page names.
const element = document.querySelector('vcc-dynamics-auth');
element.authorityMetadata = JSON.parse(document.getElementById('authority-metadata').textContent);
