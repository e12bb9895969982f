/* The search of a library on a stick: no server, no network. LIBRARY is made by the pack's builder. */
(function () {
  'use strict';
  var form = document.getElementById('find'), box = document.getElementById('q'), out = document.getElementById('found');
  if (!form || !box || !out || typeof LIBRARY === 'undefined') { return; }
  var LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.", CYRILLIC = 'ёйцукенгшщзхъфывапролджэячсмитьбю';
  function fold(word) {
    var text = word.toLowerCase().replace(/й/g, '\u0001').normalize('NFKD').replace(/и\u0306/g, '\u0001');
    var made = '';
    for (var at = 0; at < text.length; at += 1) {
      var one = text.charAt(at);
      if (one === '\u0001') { made += 'й'; continue; }
      if (one >= '\u0300' && one <= '\u036f') { continue; }
      made += Object.prototype.hasOwnProperty.call(LIBRARY.f, one) ? LIBRARY.f[one] : one;
    }
    return made;
  }
  function tokens(text) {
    return (text.match(/[\p{L}\p{N}\p{M}]+/gu) || []).slice(0, 12).map(fold).filter(Boolean);
  }
  function read(lines) {
    return lines ? lines.split('\n').map(function (line) {
      var parts = line.split(' '), before = 0;
      return [parts[0], parts.slice(1).map(function (step) { before += parseInt(step, 36); return before; })];
    }) : [];
  }
  var heads = read(LIBRARY.h), texts = read(LIBRARY.t);
  function likeness(asked, word) {
    if (asked === word) { return 4; }
    if (asked.length > 2 && word.indexOf(asked) === 0) { return 2; }
    if (word.length > 3 && asked.indexOf(word) === 0 && asked.length - word.length < 7) { return 3; }
    return 0;
  }
  function of(asked) {
    var found = {};
    [[heads, 3], [texts, 1]].forEach(function (pair) {
      pair[0].forEach(function (entry) {
        var much = likeness(asked, entry[0]) * pair[1];
        if (much) { entry[1].forEach(function (place) { found[place] = Math.max(found[place] || 0, much); }); }
      });
    });
    return found;
  }
  function all(words) {
    var each = words.map(of), found = {};
    Object.keys(each[0] || {}).forEach(function (place) {
      if (each.every(function (one) { return one[place]; })) {
        found[place] = each.reduce(function (sum, one) { return sum + one[place]; }, 0) / each.length;
      }
    });
    return found;
  }
  function groups(words) {
    var made = [], at = 0;
    while (at < words.length) {
      var best = null, length = 0;
      LIBRARY.g.forEach(function (term) {
        term.forEach(function (phrase) {
          var fits = phrase.length > length && phrase.length <= words.length - at && phrase.every(function (stem, k) {
            return stem === words[at + k] || (stem.length > 2 && words[at + k].indexOf(stem) === 0 && words[at + k].length - stem.length < 7);
          });
          if (fits) { best = term; length = phrase.length; }
        });
      });
      var found = {};
      if (best) {
        [words.slice(at, at + length)].concat(best).forEach(function (phrase, place) {
          var more = all(phrase);
          Object.keys(more).forEach(function (k) { found[k] = Math.max(found[k] || 0, more[k] * (place ? 0.8 : 1)); });
        });
        at += length;
      } else { found = of(words[at]); at += 1; }
      made.push(found);
    }
    return made;
  }
  function ranked(text) {
    var made = groups(tokens(text)), score = {}, hits = {};
    made.forEach(function (one) {
      Object.keys(one).forEach(function (k) { score[k] = (score[k] || 0) + one[k]; hits[k] = (hits[k] || 0) + 1; });
    });
    var most = Object.keys(hits).reduce(function (m, k) { return Math.max(m, hits[k]); }, 0);
    if (most * 2 < made.length) { return []; }
    return Object.keys(score).filter(function (k) { return hits[k] === most; }).sort(function (a, b) {
      return score[b] - score[a] || a - b;
    });
  }
  function otherKeys(text) {
    return text.toLowerCase().split('').map(function (one) {
      var place = LATIN.indexOf(one);
      return place < 0 ? one : CYRILLIC.charAt(place);
    }).join('');
  }
  function show() {
    var text = box.value.slice(0, 200), found = tokens(text).length ? ranked(text) : [];
    if (!found.length && /^[\x20-\x7e]+$/.test(text)) { found = ranked(otherKeys(text)); }
    out.textContent = '';
    var say = document.createElement('p');
    say.textContent = text.trim() ? (found.length ? out.getAttribute('data-count') + ': ' + found.length : out.getAttribute('data-none')) : '';
    out.appendChild(say);
    var list = document.createElement('ol');
    list.className = 'laws';
    found.slice(0, 50).forEach(function (place) {
      var doc = LIBRARY.d[place], item = document.createElement('li'), link = document.createElement('a'), kind = document.createElement('span');
      item.className = 'law';
      link.href = doc[0];
      link.textContent = doc[1];
      kind.className = 'tag';
      kind.textContent = doc[2];
      item.appendChild(link);
      item.appendChild(document.createTextNode(' '));
      item.appendChild(kind);
      list.appendChild(item);
    });
    out.appendChild(list);
  }
  document.getElementById('with-script').hidden = false;
  form.addEventListener('submit', function (event) { event.preventDefault(); show(); });
}());
