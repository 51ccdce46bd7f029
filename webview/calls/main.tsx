/** The page of calls: to come. */
document.body.textContent = 'Calls';
