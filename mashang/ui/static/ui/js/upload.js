// Drop a file anywhere on the box; its name and size show before it is sent.
(() => {
  const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
  document.querySelectorAll('[data-drop]').forEach((box) => {
    const field = box.querySelector('input[type=file]');
    const name = box.querySelector('[data-drop-name]');
    const show = () => {
      const file = field.files[0];
      if (file) name.textContent = `${file.name} · ${size(file.size)}`;
      box.classList.toggle('has', Boolean(file));
    };
    box.classList.add('ready');
    field.addEventListener('change', show);
    ['dragenter', 'dragover'].forEach((kind) => box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.add('over');
    }));
    ['dragleave', 'drop'].forEach((kind) => box.addEventListener(kind, () => box.classList.remove('over')));
    box.addEventListener('drop', (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      show();
    });
  });
})();
