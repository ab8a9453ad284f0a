/** The French words of every form. */
export const formFr = {
  form: {
    draftRestored: 'Brouillon restauré',
    draftDrop: 'Abandonner',
    noMatch: 'Aucun résultat',
    addValue: 'Entrée pour ajouter',
    otherFields: 'Autres champs (JSON)',
    time: 'Heure',
    previousMonth: 'Mois précédent',
    nextMonth: 'Mois suivant',
    dateHint: 'JJ/MM/AAAA',
    dateFormat: 'DD/MM/YYYY',
    emailFault: 'Adresse e-mail non valide',
    dateFault: 'Date non valide, attendu : JJ/MM/AAAA',
    phoneFault: 'Numéro de téléphone non valide',
    country: 'Pays du numéro',
  },
};
