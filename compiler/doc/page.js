// Searching: every word has to be in the text of an entry; "/" goes to the field, Escape empties it.
(() => {
  'use strict'
  const field = document.querySelector('nav input'), count = document.getElementById('count')
  const entries = [...document.querySelectorAll('[data-entry]')].map(element => ({
    element,
    title: element.dataset.entry.toLowerCase(),
    text: element.textContent.toLowerCase(),
    link: document.querySelector(`nav a[href="#${CSS.escape(element.id)}"]`),
  }))
  const groups = [...document.querySelectorAll('nav details')]
  const open = groups.map(group => group.open)

  function show() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean)
    let found = 0
    for (const entry of entries) {
      const hit = words.every(word => entry.title.includes(word) || entry.text.includes(word))
      found += hit
      entry.element.classList.toggle('gone', !hit)
      entry.link?.parentElement.classList.toggle('gone', !hit)
    }
    groups.forEach((group, i) => {
      const some = [...group.querySelectorAll('li')].some(item => !item.classList.contains('gone'))
      group.classList.toggle('gone', !some)
      group.open = words.length ? some : open[i]
    })
    for (const part of document.querySelectorAll('main > section'))
      part.classList.toggle('gone', words.length > 0 && !part.querySelector('[data-entry]:not(.gone)'))
    for (const row of document.querySelectorAll('main tr[id]'))
      row.classList.toggle('hit', words.length > 0 && words.some(word => row.cells[0].textContent.toLowerCase().includes(word)))
    count.textContent = words.length ? `${found} of ${entries.length}` : ''
    const best = words.length === 1 && entries.find(entry => entry.title.split(' ').pop() === words[0])
    if (best) best.element.scrollIntoView()
  }
  field.addEventListener('input', show)
  document.addEventListener('keydown', event => {
    if (event.key === '/' && document.activeElement !== field) {
      field.focus()
      event.preventDefault()
    } else if (event.key === 'Escape') {
      field.value = ''
      show()
    }
  })
  // a link to an entry that the search has put away
  window.addEventListener('hashchange', () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (!target?.closest('.gone')) return
    field.value = ''
    show()
    target.scrollIntoView()
  })
})()
