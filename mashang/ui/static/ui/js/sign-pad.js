// A signature with a finger, a pen or the mouse: drawn on the canvas, sent as a picture in the form. Nothing drawn, nothing sent.
document.querySelectorAll('[data-sign]').forEach((pad) => {
  const canvas = pad.querySelector('canvas');
  const field = pad.querySelector('[name=signature]');
  const pen = canvas.getContext('2d');
  let last = null;
  pad.hidden = false;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  const clear = () => { pen.clearRect(0, 0, canvas.width, canvas.height); field.value = ''; };
  canvas.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!last) return;
    const next = at(event);
    pen.lineWidth = 4;
    pen.lineCap = 'round';
    pen.strokeStyle = '#111';
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
    last = next;
  });
  const end = () => {
    if (last) field.value = canvas.toDataURL('image/png');
    last = null;
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);
  pad.querySelector('[data-sign-clear]').addEventListener('click', clear);
});
