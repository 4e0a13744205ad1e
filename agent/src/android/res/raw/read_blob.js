// What the page has made under an address of its own (blob:), as base64; null once it is gone. The address is put for @URL@.
(() => {
  const request = new XMLHttpRequest();
  try {
    // In one go: what evaluates this takes its value and waits for no promise.
    request.open('GET', '@URL@', false);
    request.overrideMimeType('text/plain; charset=x-user-defined');
    request.send();
  } catch (e) {
    return null;
  }
  // Each byte came as a character whose low half is the byte.
  let bytes = '';
  for (let i = 0; i < request.responseText.length; i++) bytes += String.fromCharCode(request.responseText.charCodeAt(i) & 255);
  return btoa(bytes);
})()
