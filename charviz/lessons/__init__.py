"""What a teacher uses: the lecture notes' experiments, the guided tour, the list of ideas."""
