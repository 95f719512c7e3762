"""What people read, in their language: catalogues in Fluent, one folder a language."""

from syncline.words.catalogue import LOCALES as LOCALES
from syncline.words.catalogue import say as say
from syncline.words.catalogue import sketched as sketched
from syncline.words.catalogue import spoken as spoken
