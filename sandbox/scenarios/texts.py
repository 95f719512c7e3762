"""What the demo's people wrote: eight initiatives and forty-four epics, English and French."""

from __future__ import annotations

from typing import NamedTuple

SQUAD = {"PAY": "Payments", "ONB": "Onboarding", "DAT": "Data"}


class Idea(NamedTuple):
    """Hold an initiative of the roadmap; weeks are from today to its target date."""

    title: str
    squad: str
    status: str
    priority: str
    pm: str
    weeks: int
    delivery: str | None


class Story(NamedTuple):
    """Hold what an epic is about; the idea is the number of its initiative."""

    title: str
    squad: str
    idea: int
    why: str
    scope: tuple[str, ...]
    labels: tuple[str, ...]


def _ideas(text: str) -> tuple[Idea, ...]:
    """Read one initiative per line."""
    rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return tuple(
        Idea(title, SQUAD[key], status, priority, pm, int(weeks), delivery or None)
        for key, title, status, priority, pm, weeks, delivery in rows
    )


def _stories(text: str) -> tuple[Story, ...]:
    """Read one epic per stanza: squad, initiative, title; why; scope; labels."""
    return tuple(_story(*stanza.splitlines()) for stanza in text.strip().split("\n\n"))


def _story(head: str, why: str, scope: str, labels: str) -> Story:
    key, idea, title = head.split(" ", 2)
    parts = tuple(part.strip() for part in scope.split(";"))
    return Story(title, SQUAD[key], int(idea), why, parts, tuple(labels.split()))


IDEAS = _ideas("""
PAY | Payments in every currency | In progress | P0 | ines | 8 | In progress
PAY | Réduire la fraude de moitié | In progress | P1 | ines | 12 |
ONB | First value in five minutes | In progress | P0 | paul | 6 | In progress
ONB | Ouvrir le marché allemand | Planned | P1 | paul | 20 |
DAT | Self-service analytics | In progress | P1 | nina | 10 |
DAT | Conformité RGPD de bout en bout | Discovery | P0 | nina | 4 | Planned
PAY | Faster month-end close | Shipped | P2 | ines | -3 | Done
ONB | Assistant d'onboarding vocal | Idea | P4 | paul | 40 |
""")

# The last six are only in one tool: three in Notion, two in Jira, one in Asana.
EPICS = _stories("""
PAY 0 Multi-currency checkout
Buyers leave when the price is not in their currency.
prices in EUR, GBP, CHF and PLN; rounding rules per currency; receipts
checkout

PAY 0 Apple Pay et Google Pay
Un paiement sur deux vient d'un téléphone.
feuille de paiement native; jetons réseau; repli sur la carte
checkout mobile

PAY 0 Refunds from the dashboard
Support opens **40 tickets a week** for refunds.
full and partial refunds; reasons that finance can report on
support

PAY 0 Relance des paiements échoués
Un tiers des échecs réussit au deuxième essai.
calendrier de relance; e-mail au client; arrêt après quatre essais
revenue

PAY 0 SEPA direct debit
Recurring customers ask for it in every interview.
mandate capture; pre-notification; returns and refunds
revenue compliance

PAY 1 Score de fraude en temps réel
La règle *montant élevé* bloque trop de bons clients.
signaux de l'appareil; seuils par marché; revue manuelle
fraud

PAY 1 3-D Secure step-up only when needed
Every challenge costs 6 % of the baskets.
exemptions; risk score hand-over
fraud checkout

PAY 1 File de revue des transactions
Les analystes travaillent dans un tableur.
file par priorité; décision en deux clics; journal
fraud ops

PAY 1 Chargeback evidence kit
We lose disputes that we could win.
collect proof automatically; submit through the API
fraud

PAY 6 Ledger reconciliation
Finance closes the month on day nine.
daily matching; exceptions report; export to `SAP`
finance

PAY 6 Exports comptables automatiques
La clôture attend un export fait à la main.
format par pays; dépôt SFTP
finance

PAY 6 Payout calendar
Merchants cannot see when money arrives.
calendar view; holidays per country
merchants

PAY 0 Passerelle de secours
Une panne du prestataire nous a coûté un samedi.
bascule automatique; routage par carte; tests de bascule
resilience

PAY 6 Invoices customers can read
The VAT line confuses everybody.
one page; VAT explained; in the customer's language
support finance

PAY 0 Card vault migration
The old vault is out of support in June.
dual write; backfill; cut-over with a rollback plan
tech-debt

ONB 2 Signup in one screen
Six screens, and we need **two answers**.
one form; magic link; company lookup
growth

ONB 2 Import depuis un tableur
Personne ne ressaisit cinq cents lignes.
détection des colonnes; aperçu; annulation
growth import

ONB 2 Guided first project
New teams stare at an empty page.
three templates; sample data; a checklist that ends
growth

ONB 2 Invitations d'équipe
Un compte seul part, une équipe reste.
lien partageable; rôles; rappel après deux jours
growth

ONB 2 Single sign-on
Security reviews stop at this question.
SAML; SCIM; [setup guide](https://wiki.acme.example/sso)
enterprise security

ONB 3 Vérification d'identité allemande
Le régulateur impose une procédure locale.
prestataire certifié; parcours vidéo; archivage dix ans
germany compliance

ONB 3 German help centre
Machine translation is not good enough.
forty core articles; glossary; review by support
germany

ONB 3 Tarifs et TVA pour l'Allemagne
Les prix ronds en euros ne suffisent pas.
grille tarifaire; TVA intracommunautaire
germany finance

ONB 2 Onboarding e-mails that stop
People get tips for what they already did.
stop on success; quiet hours
growth email

ONB 2 Espace de démonstration
Les commerciaux préparent chaque démo à la main.
données fictives; remise à zéro chaque nuit
sales

ONB 2 Mobile onboarding
Half of the invitations open on a phone.
responsive forms; camera upload
mobile growth

ONB 2 Accessibilité du parcours
L'audit relève douze écarts **bloquants**.
contrastes; lecteur d'écran; navigation au clavier
compliance

ONB 2 Trial extension by support
Extending a trial takes an engineer.
one button; limit of two
support

ONB 7 Assistant vocal, prototype
Une idée du hackathon à valider.
cinq entretiens; maquette sonore
research

DAT 4 Event pipeline v2
Nightly batches are too late for everybody.
streaming ingestion; schema registry; replay
platform

DAT 4 Tableaux de bord en libre-service
L'équipe data reçoit *trente demandes par semaine*.
modèles certifiés; formation; quotas
analytics

DAT 4 Metrics catalogue
Revenue has four definitions.
one owner per metric; lineage; [catalogue](https://wiki.acme.example/metrics)
analytics governance

DAT 4 Prévision des ventes
Le plan trimestriel se fait au doigt mouillé.
modèle de base; intervalle de confiance
analytics

DAT 4 Data quality alarms
We learn of broken numbers from the board.
freshness; volume; who is told
platform quality

DAT 5 Effacement des données à la demande
Trente jours, et nous en prenons vingt-six.
registre des demandes; effacement en cascade; preuve
privacy compliance

DAT 5 Consent ledger
Marketing and product ask twice.
one consent record; history; export
privacy

DAT 5 Cartographie des traitements
Le registre a deux ans de retard.
entretiens par équipe; revue juridique
privacy governance

DAT 4 Warehouse cost control
The bill doubled in a quarter.
cost per team; auto-suspend; archive cold tables
platform tech-debt

PAY 0 Open banking, discovery
Is there a case beyond refunds?
ten interviews; two providers
research

ONB 2 Parrainage entre équipes
Nos clients se recommandent déjà.
récompense simple; mesure
growth

DAT 4 Reverse ETL
Sales wants scores in the CRM.
two destinations
platform

PAY 0 Upgrade the payment SDKs
Two major versions behind.
web; iOS; Android
tech-debt

DAT 4 Migrer l'orchestrateur de tâches
La version actuelle n'est plus maintenue.
inventaire; bascule par lots
tech-debt platform

ONB 3 Campagne de lancement Allemagne
Le lancement se prépare trois mois avant.
message; presse; partenaires
germany marketing
""")
