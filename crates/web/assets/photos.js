// Shows the chosen photos and shrinks them before they are sent: a phone's photo is 5 MB, the
// office needs 300 KB. Where the browser cannot, the originals go; the server does the same work.
(function () {
  'use strict';
  var LONGEST = 1600, SMALL = 400000;
  var settable = false;
  try { settable = !!new DataTransfer().items; } catch (old) { settable = false; }
  // Without this the drawing ignores how the phone was held.
  var upright = window.CSS && CSS.supports && CSS.supports('image-orientation', 'from-image');

  function shrunk(file, done) {
    if (!settable || !upright || file.size < SMALL || !window.HTMLCanvasElement) { done(file); return; }
    var picture = new Image();
    var address = URL.createObjectURL(file);
    picture.onerror = function () { URL.revokeObjectURL(address); done(file); };
    picture.onload = function () {
      URL.revokeObjectURL(address);
      var share = Math.min(1, LONGEST / Math.max(picture.naturalWidth, picture.naturalHeight));
      var canvas = document.createElement('canvas');
      canvas.width = Math.round(picture.naturalWidth * share);
      canvas.height = Math.round(picture.naturalHeight * share);
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) {
        if (!blob || blob.size >= file.size) { done(file); return; }
        done(new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' }));
      }, 'image/jpeg', 0.85);
    };
    picture.src = address;
  }

  [].forEach.call(document.querySelectorAll('[data-photos]'), function (grid) {
    var input = grid.querySelector('input[type=file]');
    var add = input.parentNode;
    var status = grid.parentNode.querySelector('[data-photos-status]');
    var limit = Number(grid.getAttribute('data-max'));
    var chosen = [];

    function draw() {
      [].forEach.call(grid.querySelectorAll('[data-preview-of]'), function (old) { grid.removeChild(old); });
      chosen.forEach(function (file, place) {
        var frame = document.createElement('div');
        frame.setAttribute('data-preview-of', place);
        var picture = document.createElement('img');
        picture.alt = grid.getAttribute('data-preview') + ' ' + (place + 1);
        picture.src = URL.createObjectURL(file);
        picture.onload = function () { URL.revokeObjectURL(picture.src); };
        frame.appendChild(picture);
        if (settable) {
          var remove = document.createElement('button');
          remove.type = 'button';
          remove.className = 'll-photos__remove';
          remove.textContent = '×';
          remove.setAttribute('aria-label', grid.getAttribute('data-remove') + ' ' + (place + 1));
          remove.onclick = function () {
            chosen.splice(place, 1);
            if (status) status.textContent = '';
            keep();
            input.focus();
          };
          frame.appendChild(remove);
        }
        grid.insertBefore(frame, add);
      });
      add.hidden = settable && chosen.length >= limit;
    }
    function keep() {
      if (settable) {
        var files = new DataTransfer();
        chosen.forEach(function (file) { files.items.add(file); });
        input.files = files.files;
      }
      draw();
    }
    input.addEventListener('change', function () {
      var added = [].slice.call(input.files);
      if (!settable) { chosen = added; draw(); return; }
      var room = limit - chosen.length;
      if (status) status.textContent = added.length > room ? grid.getAttribute('data-too-many') : '';
      added = added.slice(0, room);
      var open = added.length;
      if (!open) { keep(); return; }
      var results = [];
      added.forEach(function (file, place) {
        shrunk(file, function (result) {
          results[place] = result;
          if (--open === 0) { chosen = chosen.concat(results); keep(); }
        });
      });
    });
  });
})();
