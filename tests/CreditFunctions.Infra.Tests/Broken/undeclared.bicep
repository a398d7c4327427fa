// expect: 'nam' is not declared.
param name string

output id string = '${nam}-${name}'
