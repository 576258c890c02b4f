"""Problems, from opening to closure."""
