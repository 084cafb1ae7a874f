package listing

import "regexp"

// What lines about a post begin with, in lower case, in the languages that blog software speaks most. They are hints:
// what the page repeats counts for more (see learn).
var (
	filedStarts = []string{"posted in", "filed under", "filed in", "tags:", "tags ", "tag:", "tagged", "labels:", "category:", "categories:", "topics:",
		"kategorie:", "kategorien:", "schlagwörter:", "schlagworte:", "veröffentlicht unter", "verschlagwortet", "abgelegt unter", "einsortiert unter",
		"classé dans", "catégorie :", "catégories :", "étiquettes", "mots-clés", "publié dans", "libellés",
		"archivado en", "archivado bajo", "etiquetas:", "categorías:", "categoría:", "arquivado em", "marcadores:", "categorias:", "categoria:",
		"archiviato in", "categorie:", "etichette:", "pubblicato in", "categorieën:", "geplaatst in", "trefwoorden", "рубрика", "рубрики", "метки:", "теги:"}
	footerStarts = []string{"share this", "share on", "share:", "read more", "continue reading", "(more", "more…", "more...", "… more", "keep reading", "[read more",
		"leave a comment", "leave a reply", "no comments", "comments off", "comments (", "comments:", "permalink", "[permalink", "like this:", "add comment",
		"reply", "view comments", "read the full", "read full", "read the rest", "full story", "post a comment", "→ read", "» read", "email this",
		"links to this post", "link | leave", "weiterlesen", "mehr lesen", "keine kommentare", "kommentar hinterlassen", "kommentare (", "kommentare:", "teilen:",
		"beitrag teilen", "lire la suite", "lire plus", "laisser un commentaire", "aucun commentaire", "commentaires (", "commentaires :", "partager",
		"leer más", "seguir leyendo", "sigue leyendo", "sin comentarios", "no hay comentarios", "deja un comentario", "comentarios (", "comentarios:", "compartir",
		"leia mais", "continue lendo", "continuar lendo", "sem comentários", "nenhum comentário", "deixe um comentário", "comentários (", "comentários:",
		"compartilh", "leggi tutto", "continua a leggere", "nessun commento", "lascia un commento", "condividi", "lees verder", "lees meer", "reacties (",
		"geen reacties", "reageer", "читать дальше", "читать далее", "нет комментариев", "続きを読む", "阅读全文"}
	furnitureStarts = []string{"← older", "← previous", "← newer", "older posts", "older entries", "newer posts", "newer entries", "older »", "« older", "« previous",
		"next page", "previous page", "previous post", "next post", "next »", "next →", "back to top", "↑", "subscribe to", "subscribe via", "powered by", "copyright", "©",
		"(c) ", "all rights reserved", "skip to content", "skip to main", "toggle navigation", "search this", "privacy", "load more", "rss feed", "proudly powered",
		"← ältere", "ältere beiträge", "neuere beiträge", "nach oben", "impressum", "alle rechte vorbehalten", "← articles", "articles précédents", "article précédent",
		"article suivant", "mentions légales", "tous droits", "← entradas", "entradas antiguas", "entrada anterior", "todos los derechos", "← posts", "postagens mais antigas",
		"posts mais antigos", "todos os direitos", "← articoli", "articoli meno recenti", "tutti i diritti", "← oudere", "oudere berichten"}
	bylineStarts = []string{"by ", "by:", "posted ", "posted:", "written by", "submitted by", "author:", "authors:", "from: ", "date:", "published by", "published on",
		"published at", "published:", "on ", "von ", "veröffentlicht am", "veröffentlicht von", "geschrieben von", "geschrieben am", "verfasst von", "autor:", "erstellt am",
		"par ", "publié le", "publié par", "écrit par", "posté le", "posté par", "rédigé par", "auteur", "por ", "publicado el", "publicado por", "publicado em",
		"publicada el", "escrito por", "postado em", "postado por", "pubblicato il", "pubblicato da", "scritto da", "autore:", "door ", "geplaatst op",
		"geplaatst door", "geschreven door", "gepubliceerd", "publicerad", "skrivet av", "опубликовано", "автор:"}
	// prepositions among them: a name must follow.
	prepositions = []string{"by", "von", "par", "por", "door"}
)

const comments = `(?:comments?|replies|reply|responses?|notes|likes|kommentare?|antworten|commentaires?|comentarios?|comentários?|commenti|commento|reacties?|комментари\p{L}*)`

var commentCount = regexp.MustCompile(`^\W*(\d+|no|one) ` + comments + `\W*$|^\[?` + comments + ` ?[(:]? ?\d+[)\]]?$|[|·•—–\]] ?\[?(\d+|no|keine|aucun|sin|sem|nessun|geen|нет) ` + comments)
