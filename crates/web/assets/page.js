// Small comforts for every page. Everything works without this file.
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('ll-js');

  // People tap twice: the second tap sends nothing. The button is disabled after the browser has
  // read its name and value.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (form.hasAttribute('data-sent')) { event.preventDefault(); return; }
    form.setAttribute('data-sent', '');
    setTimeout(function () { setButtons(form, true); }, 0);
    setTimeout(function () { release(form); }, 15000);
  });
  function setButtons(form, disabled) {
    [].forEach.call(form.elements, function (element) {
      if (element.type === 'submit') element.disabled = disabled;
    });
  }
  function release(form) { form.removeAttribute('data-sent'); setButtons(form, false); }

  // Web views keep a page as it was when somebody goes back to it; a matter may have moved on.
  window.addEventListener('pageshow', function (event) {
    [].forEach.call(document.querySelectorAll('form[data-sent]'), release);
    if (event.persisted) window.location.reload();
  });

  // A menu that is wider than a phone shows where one is.
  var here = document.querySelector('.ll-portal-head nav [aria-current]');
  if (here) here.parentNode.scrollLeft = here.offsetLeft - here.parentNode.offsetLeft;

  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-print]');
    if (button) window.print();
    var drop = event.target.closest && event.target.closest('[data-draft-drop]');
    if (drop) forget('draft-' + drop.getAttribute('data-draft-drop'));
  });

  var tab;
  try { tab = window.sessionStorage; } catch (refused) { tab = null; }
  function forget(name) { if (tab) tab.removeItem(name); }
  function store(name, words) { try { if (tab) tab.setItem(name, words); } catch (full) { /* Then it is not kept. */ } }
  function stored(name) { try { return JSON.parse(tab.getItem(name)); } catch (broken) { return null; } }

  // One way to write down what stands in a form and to bring it back: words and choices, and the
  // place by going to its address. `names` says which fields; without it all.
  function written(form, names) {
    var place = form.elements.place, values = {};
    eachOf(form, function (element) {
      if (names && !names[element.name]) return;
      if (ticks(element)) {
        values[element.name] = values[element.name] || [];
        if (element.checked) values[element.name].push(element.value);
      } else values[element.name] = element.value;
    });
    return { place: place && place.value, values: values };
  }
  // Whether longer words came back. `over`: also where something stands already.
  function bringBack(form, values, over) {
    var words = false;
    eachOf(form, function (element) {
      var value = values[element.name];
      if (value === undefined) return;
      if (ticks(element)) element.checked = value.indexOf(element.value) >= 0;
      else if (over || (!element.value && value)) {
        element.value = value;
        words = words || (element.type === 'textarea' && /\S/.test(value));
      }
    });
    return words;
  }
  // Where the same form stands at the place that was chosen, if it is not here. Asked once.
  function elsewhere(form, kept) {
    var fresh = form.getAttribute('data-place-at'), place = kept.place;
    delete kept.place;
    if (!fresh || !place || (form.elements.place && form.elements.place.value === place)) return null;
    return fresh + encodeURIComponent(place);
  }
  function ticks(element) { return element.type === 'radio' || element.type === 'checkbox'; }
  function eachOf(form, visit) {
    [].forEach.call(form.elements, function (element) {
      if (element.name && !/^(hidden|file|password|submit|button)$/.test(element.type)) visit(element);
    });
  }
  // Names of fields that were touched: what somebody else changed meanwhile stays as it is now.
  function touched(form) {
    var names = {};
    eachOf(form, function (element) {
      var other = ticks(element)
        ? element.checked !== element.defaultChecked
        : element.options
          ? [].some.call(element.options, function (option) { return option.selected !== option.defaultSelected; })
          : element.value !== element.defaultValue;
      if (other) names[element.name] = true;
    });
    return names;
  }

  // At a shared counter the session locks itself; what is on the screen goes with it. The pages of
  // one browser share the session, so the last one that was opened counts for all, and so does
  // whoever types or touches: the server hears of it once a minute, and locks when the page does.
  // What was typed waits in this tab, sealed with a key that the server writes into pages of this
  // session only, and only while it is open; the script holds it, and it goes with the page.
  var locksAfter = Number(root.getAttribute('data-locks-after'));
  var subtle = window.crypto && window.crypto.subtle, key = null;
  if (locksAfter) {
    var opened = Date.now(), locking = false, hex = root.getAttribute('data-locks-key');
    root.removeAttribute('data-locks-key');
    if (hex && subtle && window.TextEncoder) {
      var bytes = hex.match(/../g).map(function (pair) { return parseInt(pair, 16); });
      key = subtle.importKey('raw', new Uint8Array(bytes), 'AES-GCM', false, ['encrypt', 'decrypt']);
    }
    remember(opened);
    ['input', 'keydown', 'pointerdown', 'touchstart'].forEach(function (kind) {
      document.addEventListener(kind, function () {
        var now = Date.now(), quiet = now - latest();
        if (!locking && quiet >= 60000 && quiet <= locksAfter * 1000) tell(now);
      }, true);
    });
    setInterval(function () { if (Date.now() - latest() > locksAfter * 1000) lock(); }, 1000);
    unseal().then(putBack, function () { forget('locked'); });
  } else if (!document.querySelector('[data-unlocking]')) forget('locked');
  function tell(now) {
    var token = document.querySelector('input[name=csrf]');
    if (!token || !window.fetch || !window.URLSearchParams) return;
    remember(now);
    var body = new URLSearchParams();
    body.append('csrf', token.value);
    fetch('/w/here', { method: 'POST', body: body, credentials: 'same-origin', redirect: 'manual' })
      .then(function (answer) { if (answer.type === 'opaqueredirect') lock(); }, function () {});
  }
  function lock() {
    if (locking) return;
    locking = true;
    var forms = [].map.call(document.querySelectorAll('form[method=post]'), function (form) {
      var kept = written(form, touched(form));
      kept.action = form.getAttribute('action');
      return kept;
    });
    leave(forms, root.getAttribute('data-unlock'));
  }
  // The screen goes all the same when nothing can be sealed.
  function leave(forms, address) {
    function go() { window.location.replace(address); }
    setTimeout(go, 1000);
    seal(forms).then(go, go);
  }
  function seal(forms) {
    forget('locked');
    if (!key) return Promise.resolve();
    var nonce = window.crypto.getRandomValues(new Uint8Array(12));
    return key.then(function (key) {
      return subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, new TextEncoder().encode(JSON.stringify(forms)));
    }).then(function (sealed) {
      store('locked', JSON.stringify({ nonce: [].slice.call(nonce), sealed: [].slice.call(new Uint8Array(sealed)) }));
    });
  }
  // Another session's key opens nothing.
  function unseal() {
    var kept = stored('locked');
    if (!kept || !key) return Promise.reject();
    return key.then(function (key) {
      return subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(kept.nonce) }, key, new Uint8Array(kept.sealed));
    }).then(function (words) { return JSON.parse(new TextDecoder().decode(words)); });
  }
  function putBack(kept) {
    var forms = [].slice.call(document.querySelectorAll('form[method=post]')), moving;
    kept.forEach(function (was) {
      var at = 0;
      while (at < forms.length && forms[at].getAttribute('action') !== was.action) at += 1;
      if (at === forms.length) return;
      var form = forms.splice(at, 1)[0];
      moving = moving || elsewhere(form, was);
      if (!moving) bringBack(form, was.values, true);
    });
    if (moving) leave(kept, moving);
    else forget('locked');
  }
  function remember(at) { try { window.localStorage.setItem('seen', at); } catch (refused) { opened = at; } }
  function latest() {
    try { return Number(window.localStorage.getItem('seen')); } catch (refused) { return opened; }
  }

  // A long list is searched by a word. What is chosen stays, whatever is looked for; looking sends
  // nothing.
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Enter' && event.target.hasAttribute && event.target.hasAttribute('data-find')) event.preventDefault();
  });
  document.addEventListener('input', function (event) {
    if (!event.target.hasAttribute('data-find')) return;
    var word = event.target.value.trim().toLowerCase();
    var field = event.target.closest('.ll-field');
    [].forEach.call(field.querySelectorAll('optgroup,details'), function (group) {
      var any = false;
      [].forEach.call(group.querySelectorAll('option,.ll-choice'), function (one) {
        var box = one.querySelector('input');
        var fits = one.textContent.toLowerCase().indexOf(word) >= 0 || (box ? box.checked : one.selected);
        one.hidden = !fits;
        if (!box) one.disabled = !fits;
        any = any || fits;
      });
      group.hidden = !any;
      if (word && any && 'open' in group) group.open = true;
    });
  });

  // The browser's own words beside a file are in the browser's language; ours are in the page's.
  document.addEventListener('change', function (event) {
    if (event.target.type !== 'file') return;
    var name = event.target.parentNode.querySelector('[data-file-name]');
    if (name) name.textContent = event.target.files.length ? event.target.files[0].name : name.getAttribute('data-file-name');
  });

  // Messages that are on the screen are read; the button does it where scripts do not run.
  var quiet = document.querySelector('form[data-quietly]');
  if (quiet && window.fetch && window.URLSearchParams) {
    var pairs = new URLSearchParams();
    [].forEach.call(quiet.elements, function (element) {
      if (element.name) pairs.append(element.name, element.value);
    });
    fetch(quiet.action, { method: 'POST', body: pairs, credentials: 'same-origin', redirect: 'manual' })
      .then(function () { quiet.hidden = true; }, function () {});
  }

  var errors = document.querySelector('[data-errors]');
  if (errors) errors.focus();

  // What was written into a long form survives a call or an accidental back, in this tab and for the
  // same person only; photos do not, and a note says so. At a counter that locks nothing lies about.
  if (!tab) return;
  var done = document.querySelector('[data-draft-done]');
  if (done) forget('draft-' + done.getAttribute('data-draft-done'));
  [].forEach.call(document.querySelectorAll('form[data-draft]'), function (form) {
    var name = 'draft-' + form.getAttribute('data-draft');
    var whose = form.getAttribute('data-draft-whose') || '';
    var saved = stored(name);
    if (saved && (locksAfter || saved.whose !== whose)) { forget(name); saved = null; }
    if (locksAfter) return;
    var moving = saved && elsewhere(form, saved);
    if (moving) {
      store(name, JSON.stringify(saved));
      window.location.replace(moving);
      return;
    }
    var restored = saved && bringBack(form, saved.values);
    var note = restored && document.querySelector('[data-draft-note]');
    if (note) note.hidden = false;
    function keep() {
      var now = written(form);
      now.whose = whose;
      store(name, JSON.stringify(now));
    }
    if (form.elements.text && form.elements.text.value) keep();
    form.addEventListener('input', keep);
    form.addEventListener('change', keep);
  });
})();
