/**
 * Fifty questions as customers write them, each with the article that answers it. The question has other words than
 * the article where a customer would: other inflections, no accents, a synonym beside the noun that both share, sometimes
 * a typing error. `nouns` are what the distractors talk about (corpus.ts).
 */

export interface KnownAnswer {
  question: string;
  title: string;
  text: string;
  nouns: readonly string[];
}

export const KNOWN_ANSWERS: readonly KnownAnswer[] = [
  {
    question: 'jai paye deux fois ma formation, comment etre rembourse du doublon ?',
    title: 'Règlement encaissé en double',
    text: 'Lorsqu’un paiement a été prélevé deux fois, transmettez le relevé bancaire au service comptable. Le remboursement part sous cinq jours ouvrés sur la carte qui a servi.',
    nouns: ['paiement', 'remboursement', 'carte', 'formation', 'relevé bancaire'],
  },
  {
    question: 'Puis-je annuler mon inscription une semaine avant le début du stage ?',
    title: 'Conditions d’annulation',
    text: 'Une annulation reçue au moins dix jours avant le premier jour du stage est gratuite. Passé ce délai, trente pour cent du prix restent dus, sauf certificat médical.',
    nouns: ['annulation', 'stage', 'inscription', 'prix', 'certificat médical'],
  },
  {
    question: 'Mon employeur peut-il financer le CACES grâce à son OPCO ?',
    title: 'Prise en charge par un OPCO',
    text: 'L’entreprise dépose la demande de financement auprès de son opérateur de compétences un mois avant le CACES. Nous fournissons le devis, le programme et la convention.',
    nouns: ['CACES', 'OPCO', 'financement', 'devis', 'convention'],
  },
  {
    question: 'Quels papiers faut-il apporter le jour de l’examen ?',
    title: 'Pièces à présenter à l’examen',
    text: 'Le candidat se présente avec une pièce d’identité en cours de validité et sa convocation imprimée. Sans ces documents, le jury refuse l’accès à la salle.',
    nouns: ['examen', 'pièce d’identité', 'convocation', 'jury', 'salle'],
  },
  {
    question: 'Je suis en fauteuil roulant, vos locaux sont-ils accessibles ?',
    title: 'Accueil des personnes handicapées',
    text: 'Nos salles sont de plain-pied et une rampe dessert l’entrée. Le référent handicap adapte le matériel et les horaires ; deux places en fauteuil sont prévues dans chaque salle accessible.',
    nouns: ['salle', 'fauteuil', 'rampe', 'référent handicap', 'horaires'],
  },
  {
    question: 'Combien de temps faut-il pour recevoir mon attestation après la session ?',
    title: 'Envoi des attestations',
    text: 'L’attestation de fin de formation est envoyée par courriel trois jours après la clôture de la session, une fois l’émargement contrôlé.',
    nouns: ['attestation', 'session', 'émargement', 'formation', 'courriel'],
  },
  {
    question: 'Je n’arrive plus à me connecter, mon mot de passe est refusé',
    title: 'Accès bloqué à l’espace client',
    text: 'Après cinq essais, la connexion est suspendue un quart d’heure. Le lien « mot de passe oublié » en envoie un nouveau à l’adresse enregistrée.',
    nouns: ['connexion', 'mot de passe', 'espace client', 'adresse', 'lien'],
  },
  {
    question: 'Est-ce que je peux régler en plusieurs fois sans frais ?',
    title: 'Échelonner un règlement',
    text: 'À partir de trois cents euros, le règlement s’étale en trois ou quatre mensualités sans frais. Le premier versement est débité à la commande.',
    nouns: ['règlement', 'mensualités', 'versement', 'commande', 'frais'],
  },
  {
    question: 'mon colis est arrivé abîmé, que dois-je faire ?',
    title: 'Livraison endommagée',
    text: 'Un colis abîmé se refuse devant le livreur, ou se signale avec des photos dans les trois jours. Nous renvoyons le même article sans attendre le retour.',
    nouns: ['colis', 'livreur', 'photos', 'retour', 'livraison'],
  },
  {
    question: 'livrez vous en Corse et quel est le surcout ?',
    title: 'Zones desservies et suppléments',
    text: 'La livraison en Corse demande deux jours de plus et un supplément de douze euros. Les départements d’outre-mer sont desservis par avion, sur devis.',
    nouns: ['livraison', 'supplément', 'départements', 'avion', 'devis'],
  },
  {
    question: 'Comment changer l’adresse de livraison d’une commande déjà passée ?',
    title: 'Modifier une commande',
    text: 'Tant que la commande n’est pas préparée, son adresse se modifie dans le suivi. Une fois le bon d’expédition imprimé, seul le transporteur peut la dévier.',
    nouns: ['commande', 'adresse', 'transporteur', 'bon d’expédition', 'suivi'],
  },
  {
    question: 'Où télécharger mes factures de l’an dernier ?',
    title: 'Retrouver une facture',
    text: 'Chaque facture reste dix ans dans la rubrique Documents, triée par année, et se télécharge en PDF. Un duplicata signé s’obtient auprès de la comptabilité.',
    nouns: ['facture', 'documents', 'duplicata', 'comptabilité', 'PDF'],
  },
  {
    question: 'La TVA est elle recuperable sur cette prestation ?',
    title: 'TVA et formation professionnelle',
    text: 'Nos formations sont exonérées de TVA, il n’y a donc rien à récupérer. Les ventes de manuels supportent le taux de 5,5 pour cent.',
    nouns: ['TVA', 'formation', 'ventes', 'manuels', 'taux'],
  },
  {
    question: 'Je veux resilier mon abonnement avant la fin de l’engagement',
    title: 'Mettre fin à un contrat',
    text: 'L’abonnement se résilie par lettre recommandée ou dans l’espace client. Avant le terme de l’engagement, les mois restants sont dus, sauf déménagement à l’étranger ou licenciement.',
    nouns: ['abonnement', 'engagement', 'lettre recommandée', 'déménagement', 'contrat'],
  },
  {
    question: 'Avez-vous un parking pour les stagiaires ?',
    title: 'Venir au centre',
    text: 'Le tram T2 s’arrête à deux cents mètres. Un parking gratuit de trente places est réservé aux stagiaires derrière le bâtiment B, ouvert dès huit heures.',
    nouns: ['tram', 'parking', 'stagiaires', 'bâtiment', 'places'],
  },
  {
    question: 'A quelle heure ferme le standard le samedi ?',
    title: 'Horaires du standard téléphonique',
    text: 'Le standard répond du lundi au vendredi de neuf à dix-huit heures. Le samedi il ferme à midi ; les messages laissés ensuite sont traités le lundi.',
    nouns: ['standard', 'samedi', 'messages', 'horaires', 'vendredi'],
  },
  {
    question: 'La garantie couvre-t-elle une panne de batterie après 18 mois ?',
    title: 'Étendue de la garantie',
    text: 'L’appareil est garanti deux ans, la batterie un an seulement car elle s’use. L’extension payante porte les deux durées à trois ans.',
    nouns: ['appareil', 'batterie', 'extension', 'garantie', 'panne'],
  },
  {
    question: 'mon code de reduction ne fonctionne pas au moment de payer',
    title: 'Utiliser un code promotionnel',
    text: 'Un code de réduction vaut pour un seul achat et ne se cumule pas avec les soldes. Vérifiez sa date et le montant minimal du panier avant de payer.',
    nouns: ['code', 'réduction', 'soldes', 'panier', 'achat'],
  },
  {
    question: 'Peut-on suivre les cours à distance le soir ?',
    title: 'Classes virtuelles',
    text: 'Les cours du soir ont lieu à distance par visioconférence, de dix-neuf à vingt et une heures. Chaque séance est enregistrée et visible un mois.',
    nouns: ['cours', 'visioconférence', 'séance', 'distance', 'soir'],
  },
  {
    question: 'Faut-il des prérequis pour entrer en CAP bijouterie ?',
    title: 'Admission en CAP bijouterie-joaillerie',
    text: 'Aucun diplôme n’est exigé : un test de dessin et un entretien de motivation suffisent. La bijouterie demande toutefois une bonne vue de près.',
    nouns: ['bijouterie', 'diplôme', 'dessin', 'entretien', 'CAP'],
  },
  {
    question: 'Supprimez toutes mes données personnelles s’il vous plaît',
    title: 'Droit à l’effacement',
    text: 'Toute personne obtient la suppression de ses données en écrivant au délégué. Les pièces comptables sont conservées dix ans malgré la demande, comme la loi l’impose.',
    nouns: ['données', 'suppression', 'délégué', 'pièces comptables', 'loi'],
  },
  {
    question: 'le technicien n’est pas venu au rendez vous ce matin',
    title: 'Intervention manquée',
    text: 'Si le technicien est absent au rendez-vous, un nouveau créneau est proposé sous quarante-huit heures et le déplacement est offert.',
    nouns: ['technicien', 'rendez-vous', 'créneau', 'déplacement', 'intervention'],
  },
  {
    question: 'quel débit pour la fibre dans mon immeuble ?',
    title: 'Débits de la fibre',
    text: 'Dans un immeuble raccordé, la fibre atteint un gigabit par seconde en réception. Le débit réel dépend du câblage des étages et du boîtier.',
    nouns: ['fibre', 'immeuble', 'débit', 'câblage', 'boîtier'],
  },
  {
    question: 'comment parrainer un ami et quelle prime toucherai je',
    title: 'Parrainage',
    text: 'Le parrain donne son numéro de client à son ami, qui le cite à la souscription. Chacun reçoit une prime de vingt euros après le premier mois payé.',
    nouns: ['parrain', 'prime', 'souscription', 'ami', 'numéro de client'],
  },
  {
    question: 'Comment se déroule la portabilité de mon numéro de mobile ?',
    title: 'Conserver son numéro',
    text: 'Composez le 3179 pour obtenir votre relevé d’identité opérateur, puis saisissez-le à la commande. Le numéro de mobile est transféré en trois jours, avec une coupure de moins de quatre heures.',
    nouns: ['numéro', 'mobile', 'opérateur', 'coupure', 'portabilité'],
  },
  {
    question: 'Je veux échanger la taille de mes chaussures de sécurité',
    title: 'Échanges',
    text: 'L’échange de taille est gratuit pendant trente jours si les chaussures n’ont pas été portées. Joignez le bon imprimé depuis votre compte.',
    nouns: ['échange', 'taille', 'chaussures', 'bon', 'compte'],
  },
  {
    question: 'Acceptez-vous les chèques-vacances ?',
    title: 'Moyens de paiement admis',
    text: 'Sont acceptés la carte bancaire, le virement, le prélèvement et les chèques-vacances présentés à l’accueil. Les espèces sont limitées à mille euros.',
    nouns: ['virement', 'prélèvement', 'chèques', 'espèces', 'accueil'],
  },
  {
    question: 'les animaux sont ils admis dans les chambres ?',
    title: 'Chiens et chats',
    text: 'Un animal de moins de dix kilos séjourne en chambre contre huit euros la nuit. Il ne reste jamais seul et n’entre pas au restaurant.',
    nouns: ['animal', 'chambre', 'restaurant', 'nuit', 'chiens'],
  },
  {
    question: 'à partir de quelle heure peut-on récupérer les clés de la chambre ?',
    title: 'Arrivée et départ',
    text: 'Les clés de la chambre sont remises dès quinze heures. Le départ se fait avant onze heures ; une consigne garde vos bagages.',
    nouns: ['clés', 'chambre', 'bagages', 'consigne', 'départ'],
  },
  {
    question: 'Le petit déjeuner est il compris dans le tarif ?',
    title: 'Repas',
    text: 'Le petit déjeuner est servi en buffet de sept à dix heures et inclus dans tous les tarifs sauf l’offre « Nuit sèche ».',
    nouns: ['déjeuner', 'buffet', 'tarifs', 'offre', 'repas'],
  },
  {
    question: 'Quelle est la puissance maximale pour recharger ma voiture électrique ?',
    title: 'Bornes de recharge',
    text: 'Nos bornes délivrent jusqu’à vingt-deux kilowatts. Une voiture électrique récupère cent kilomètres en trois quarts d’heure environ.',
    nouns: ['bornes', 'voiture', 'kilowatts', 'recharge', 'kilomètres'],
  },
  {
    question: 'J’ai perdu ma carte d’adhérent, comment en avoir une autre ?',
    title: 'Duplicata de carte d’adhérent',
    text: 'Une carte d’adhérent perdue ou volée est remplacée à l’accueil contre cinq euros. L’ancienne est désactivée aussitôt.',
    nouns: ['carte', 'adhérent', 'accueil', 'euros', 'duplicata'],
  },
  {
    question: 'est-ce que le vaccin de la fièvre jaune est fait chez vous ?',
    title: 'Vaccinations internationales',
    text: 'Le centre est agréé pour la fièvre jaune. Le vaccin est administré sur rendez-vous, dix jours au moins avant le voyage.',
    nouns: ['vaccin', 'voyage', 'centre', 'rendez-vous', 'fièvre'],
  },
  {
    question: 'Dois-je être à jeun pour la prise de sang ?',
    title: 'Préparer un prélèvement',
    text: 'Pour la glycémie et le bilan lipidique, restez à jeun douze heures avant la prise de sang. L’eau est permise, pas le tabac.',
    nouns: ['prise de sang', 'glycémie', 'bilan', 'eau', 'prélèvement'],
  },
  {
    question: 'Mes résultats d’analyses sont-ils consultables sur internet ?',
    title: 'Communication des résultats',
    text: 'Les résultats des analyses sont déposés en ligne le soir même. Le mot de passe figure sur la fiche remise au laboratoire.',
    nouns: ['résultats', 'analyses', 'laboratoire', 'fiche', 'ligne'],
  },
  {
    question: 'combien coute un duplicata du permis de chasse',
    title: 'Permis de chasser perdu',
    text: 'La demande de duplicata se fait auprès de l’Office avec une déclaration de perte. Elle coûte trente euros en timbre fiscal ; le permis de chasser arrive en six semaines.',
    nouns: ['permis', 'timbre fiscal', 'déclaration', 'duplicata', 'Office'],
  },
  {
    question: 'Jusqu’à quel âge un enfant voyage gratuitement en train ?',
    title: 'Tarifs enfants',
    text: 'En train, l’enfant de moins de quatre ans ne paie pas s’il voyage sur les genoux. De quatre à onze ans il paie la moitié du billet.',
    nouns: ['train', 'enfant', 'billet', 'voyage', 'moitié'],
  },
  {
    question: 'mon train a eu 2h de retard, ai-je droit à une compensation ?',
    title: 'Garantie ponctualité',
    text: 'À partir de trente minutes de retard du train, un bon d’achat couvre le quart du billet ; au-delà de deux heures, la moitié. La compensation se demande dans les soixante jours.',
    nouns: ['train', 'retard', 'billet', 'bon d’achat', 'minutes'],
  },
  {
    question: 'quel poids de bagage en soute ?',
    title: 'Franchise de bagages',
    text: 'Chaque passager enregistre un bagage en soute de vingt-trois kilos. Le kilo supplémentaire est facturé dix euros au comptoir.',
    nouns: ['bagage', 'soute', 'passager', 'comptoir', 'kilos'],
  },
  {
    question: 'La facade fissurée est elle prise en charge par la décennale ?',
    title: 'Responsabilité décennale',
    text: 'La garantie décennale joue si une fissure de la façade compromet la solidité ou laisse passer l’eau. Les fissures d’aspect relèvent de la garantie de parfait achèvement.',
    nouns: ['façade', 'fissure', 'garantie', 'eau', 'solidité'],
  },
  {
    question: 'Combien de temps dure le séchage de la chape avant de carreler ?',
    title: 'Poser un carrelage sur une chape',
    text: 'Une chape de ciment sèche une semaine par centimètre. Mesurez l’humidité avant de carreler : elle doit rester sous trois pour cent.',
    nouns: ['chape', 'carrelage', 'humidité', 'ciment', 'semaine'],
  },
  {
    question: 'Ai-je besoin d’un permis de construire pour une veranda de 15m2 ?',
    title: 'Autorisations d’urbanisme',
    text: 'Une véranda de cinq à vingt mètres carrés demande une déclaration préalable. Au-delà, un permis de construire est nécessaire.',
    nouns: ['véranda', 'permis de construire', 'déclaration', 'mètres', 'urbanisme'],
  },
  {
    question: 'ma chaudiere fait du bruit et perd de la pression',
    title: 'Dépannage des chaudières',
    text: 'Une pression qui baisse annonce une fuite ou un vase d’expansion dégonflé. Si la chaudière siffle, purgez les radiateurs puis remettez de l’eau jusqu’à 1,5 bar.',
    nouns: ['chaudière', 'pression', 'radiateurs', 'fuite', 'eau'],
  },
  {
    question: 'Proposez-vous une visite d’entretien annuelle et à quel prix ?',
    title: 'Contrat d’entretien',
    text: 'La visite annuelle obligatoire est facturée cent vingt euros, pièces non comprises. Elle comprend le ramonage et l’attestation pour l’assureur.',
    nouns: ['visite', 'entretien', 'ramonage', 'pièces', 'assureur'],
  },
  {
    question: 'Je souhaite déclarer un dégât des eaux chez mon voisin',
    title: 'Déclarer un sinistre',
    text: 'Un dégât des eaux se déclare dans les cinq jours ouvrés avec le constat amiable signé par le voisin. Un expert passe si les dommages dépassent mille six cents euros.',
    nouns: ['sinistre', 'constat', 'voisin', 'expert', 'dommages'],
  },
  {
    question: 'Quelle franchise en cas de bris de glace ?',
    title: 'Bris de glace',
    text: 'Le pare-brise réparé ne laisse rien à votre charge. Remplacé, il supporte une franchise de quatre-vingts euros chez un réparateur agréé.',
    nouns: ['franchise', 'pare-brise', 'réparateur', 'glace', 'euros'],
  },
  {
    question: 'Comment ajouter un deuxième conducteur à mon contrat auto ?',
    title: 'Conducteurs désignés',
    text: 'Un conducteur supplémentaire s’ajoute au contrat avec la copie de son permis et son relevé d’information. La cotisation change le mois suivant.',
    nouns: ['conducteur', 'contrat', 'cotisation', 'relevé', 'permis'],
  },
  {
    question: 'remboursement des lunetes pour un enfant',
    title: 'Optique',
    text: 'Les lunettes d’un enfant sont remboursées tous les ans, ou dès que la vue change d’une demi-dioptrie. Les montures du panier « cent pour cent santé » ne laissent aucun reste à charge.',
    nouns: ['lunettes', 'enfant', 'montures', 'vue', 'santé'],
  },
  {
    question: 'je pars a la retraite en juillet quand dois je prevenir la caisse ?',
    title: 'Préparer sa retraite',
    text: 'La demande de retraite se dépose auprès de la caisse quatre à six mois avant la date choisie. La pension est versée à terme échu.',
    nouns: ['retraite', 'caisse', 'pension', 'demande', 'date'],
  },
  {
    question: 'Peut-on louer la salle des fêtes un dimanche pour un mariage ?',
    title: 'Location de la salle des fêtes',
    text: 'La salle des fêtes se loue du vendredi soir au dimanche pour un mariage, contre quatre cents euros et un chèque de caution. Les habitants sont prioritaires.',
    nouns: ['salle', 'fêtes', 'caution', 'habitants', 'mariage'],
  },
];
