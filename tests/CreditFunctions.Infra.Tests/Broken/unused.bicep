// expect: parameter 'name' is used nowhere.
param name string
