/* What the publishing system does by inline scripts, which the content security policy forbids. */
(function () {
  'use strict';
  var choosers = { date: 'initDateChooser', time: 'initTimeChooser', datetime: 'initDateTimeChooser' };
  if (typeof window.chooserUrls === 'undefined') {
    window.chooserUrls = { documentChooser: '/library/edit/documents/chooser/', imageChooser: '', pageChooser: '' };
  }
  function options(element, name) {
    try { return JSON.parse(element.getAttribute(name) || '{}'); } catch (e) { return {}; }
  }
  function begin(root) {
    if (!root.querySelectorAll) { return; }
    var found = Array.prototype.slice.call(root.querySelectorAll('[data-chooser],[data-panel]'));
    if (root.matches && root.matches('[data-chooser],[data-panel]')) { found.push(root); }
    root.querySelectorAll('[data-file-chooser]').forEach(function (element) {
      var place = element.getAttribute('data-file-chooser');
      element.removeAttribute('data-file-chooser');
      if (window.DocumentChooser) { new window.DocumentChooser(place, options(element, 'data-file-chooser-options')); }
    });
    found.forEach(function (element) {
      var kind = element.getAttribute('data-chooser');
      var input = kind && element.querySelector('input');
      var start = kind && window[choosers[kind]];
      if (kind && input && input.id && input.id.indexOf('__prefix__') < 0 && start) {
        element.removeAttribute('data-chooser');
        start(input.id, options(element, 'data-chooser-options'));
      }
      var panel = element.getAttribute('data-panel');
      if (panel && window[panel]) {
        element.removeAttribute('data-panel');
        new window[panel](options(element, 'data-panel-options'));
      }
    });
  }
  function ready(then) {
    if (document.readyState === 'loading') { document.addEventListener('DOMContentLoaded', then); } else { then(); }
  }
  /* Parts of the publishing system that stand without a name, or with a role that has no place there. */
  function named() {
    document.querySelectorAll('.tagit-new input:not([aria-label])').forEach(function (one) {
      var field = one.closest('.w-field__wrapper');
      var label = field && field.querySelector('label');
      if (label) { one.setAttribute('aria-label', label.textContent.trim()); }
    });
    document.querySelectorAll('a[role="tab"]').forEach(function (one) {
      if (!one.closest('[role="tablist"]')) { one.removeAttribute('role'); one.removeAttribute('aria-selected'); }
    });
  }
  /* Where a translation is written: says with each text what this page had shown, so that nobody's words
     are overwritten unseen, and shows the words that were kept apart. */
  function translating() {
    var editor = document.querySelector('.js-translation-editor');
    if (!editor || !editor.dataset.props) { return; }
    var props = JSON.parse(editor.dataset.props);
    var seen = {};
    var words = {};
    props.initialStringTranslations.forEach(function (one) { words[one.segment_id] = one.data; });
    props.segments.forEach(function (one) { seen[one.editUrl] = words[one.id] || ''; });
    /* What the widget leaves in English or without a name. */
    var said = document.getElementById('library-words');
    function name() {
      var heading = editor.querySelector('h3:not([aria-level])');
      if (heading && / to .* translation$/.test(heading.textContent)) {
        heading.firstChild.nodeValue = said.dataset.heading;
        heading.setAttribute('role', 'heading');
        heading.setAttribute('aria-level', '2');
      }
      editor.querySelectorAll('input[type="file"]:not([aria-label])').forEach(function (one) {
        one.setAttribute('aria-label', said.dataset.file);
      });
      editor.querySelectorAll('.w-sr-only').forEach(function (one) {
        if (one.textContent === 'More actions') { one.firstChild.nodeValue = said.dataset.more; }
      });
      editor.querySelectorAll('textarea:not([aria-label])').forEach(function (one) {
        var place = one.closest('li');
        var field = place && place.closest('ul').closest('li');
        var title = (field || place) && (field || place).querySelector('h3');
        one.setAttribute('aria-label', title ? title.textContent : said.dataset.heading);
      });
    }
    if (said) { name(); new MutationObserver(name).observe(editor, { childList: true, subtree: true }); }
    function above(id, html) {
      var there = document.getElementById(id);
      if (there) { there.remove(); }
      if (html) { editor.insertAdjacentHTML('beforebegin', html); }
    }
    var kept = document.getElementById('library-kept');
    if (kept) { editor.parentNode.insertBefore(kept, editor); }
    var note = document.getElementById('library-only-words');
    if (note) { editor.parentNode.insertBefore(note, editor); }
    function say(text) {
      above('library-said', '<p class="library-said" id="library-said" role="alert" tabindex="-1"></p>');
      var box = document.getElementById('library-said');
      box.textContent = text;
      box.scrollIntoView({ block: 'center' });
    }
    function look(address, answer) {
      if (!answer.ok && answer.status !== 409 && answer.status !== 400) { return; }
      answer.clone().json().then(function (found) {
        if (answer.status === 400) { if (found.error) { say(found.error); } return; }
        seen[address] = found.data || '';
        if (found.kept !== undefined) { above('library-kept', found.kept); say(found.error); }
      }, function () {});
    }
    var plain = window.fetch;
    window.fetch = function (address, options) {
      if (typeof address !== 'string' || seen[address] === undefined || !options) {
        return plain.apply(window, arguments);
      }
      if (!(options.body instanceof FormData)) { options.body = new FormData(); }
      options.body.append('seen', seen[address]);
      return plain.call(window, address, options).then(function (answer) { look(address, answer); return answer; });
    };
  }
  /* A page that saves by itself tells, when its button is pressed, which version is its own. */
  document.addEventListener('formdata', function (event) {
    var own = event.target.getAttribute && event.target.getAttribute('data-w-autosave-revision-id-value');
    if (own) { event.formData.append('own_revision_id', own); }
  });
  /* A page that is about to leave with a step of the review does not save by itself beside it: it would send
     the step twice, or be told that its own text is old. */
  document.addEventListener('w-autosave:save', function (event) {
    if (event.detail.formData.has('action-workflow-action')) { event.preventDefault(); }
  });
  ready(function () {
    begin(document);
    translating();
    named();
    new MutationObserver(function (changes) {
      changes.forEach(function (change) {
        Array.prototype.forEach.call(change.addedNodes, begin);
      });
      named();
    }).observe(document.body, { childList: true, subtree: true });
    var all = document.querySelector('[name="select_all"]');
    if (all) {
      all.addEventListener('change', function () {
        document.querySelectorAll('[name="locales"]').forEach(function (one) { one.checked = all.checked; });
      });
    }
  });
})();
